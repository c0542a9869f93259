"""Rows of GDELT's event files as records, and the rows that are refused."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from schemas.codebook import cameo, code_with
from seed.importers.format import BadRow, Doubt, Row, Tabs
from seed.importers.formats import formats
from seed.importers.gdelt import DATASET
from seed.importers.gdelt_events import COLUMNS, FORMAT, looks, records
from seed.records import Actor, ArticleRecord, Dated, EventRecord, Evidence, Place, SourceRecord

SHARED = Path(__file__).parents[2] / "shared"
REAL_FILES = ("20151027220000.export.CSV", "20180326044500.export.CSV")

ADDRESS = "https://www.example.org/visit"
# What stands in a row where a test says nothing else: a visit to Springfield, told of on one page.
VISIT = dict.fromkeys(COLUMNS, "") | {
    "GLOBALEVENTID": "900000001",
    "SQLDATE": "20240804",
    "Actor1Code": "CAN",
    "Actor1Name": "CANADA",
    "Actor1CountryCode": "CAN",
    "Actor2Code": "GBRGOV",
    "Actor2Name": "UNITED KINGDOM",
    "Actor2CountryCode": "GBR",
    "Actor2Type1Code": "GOV",
    "IsRootEvent": "1",
    "EventCode": "042",
    "EventRootCode": "04",
    "QuadClass": "1",
    "GoldsteinScale": "1.9",
    "NumMentions": "12",
    "NumSources": "2",
    "NumArticles": "3",
    "AvgTone": "-2.5",
    "ActionGeo_Type": "4",
    "ActionGeo_FullName": "Springfield, Ontario, Canada",
    "ActionGeo_CountryCode": "CA",
    "ActionGeo_ADM1Code": "CA08",
    "ActionGeo_Lat": "42.8333",
    "ActionGeo_Long": "-80.9333",
    "ActionGeo_FeatureID": "-574890",
    "DATEADDED": "20240805101500",
    "SOURCEURL": ADDRESS,
}


def row(**cells: str) -> Row:
    return VISIT | cells


def event_in(given: Row) -> EventRecord:
    found = records(given)[-1]
    assert isinstance(found, EventRecord)
    return found


def article_in(given: Row) -> ArticleRecord:
    found = records(given)[1]
    assert isinstance(found, ArticleRecord)
    return found


def event(**cells: str) -> EventRecord:
    return event_in(row(**cells))


def actor1(**cells: str) -> Actor:
    found = event(**{f"Actor1{column}": cell for column, cell in cells.items()}).actor1[0]
    assert isinstance(found, Actor)
    return found


def place(**cells: str) -> Place | None:
    return event(**{f"ActionGeo_{column}": cell for column, cell in cells.items()}).place


def refusal(**cells: str) -> str:
    with pytest.raises(BadRow) as refused:
        records(row(**cells))
    return str(refused.value)


def doubts(**cells: str) -> dict[str, tuple[str, ...]]:
    """What is in doubt about a row, with the columns; all that they hold is kept."""
    told = records(row(**cells))
    found = [one for one in told if isinstance(one, Doubt)]
    event = told[-1]
    assert isinstance(event, EventRecord)
    assert {column for one in found for column in one.columns} <= set(dict(event.origin))
    return {one.what: one.columns for one in found}


def widths(layouts: Iterable[object]) -> list[int]:
    return [len(layout.columns) for layout in layouts if isinstance(layout, Tabs)]


# The format


def test_the_format_is_found_by_its_name_with_a_layout_for_each_version():
    assert formats()["gdelt-events"] is FORMAT
    assert FORMAT.dataset == DATASET
    assert widths(FORMAT.layouts) == [61, 58, 57]


def test_a_row_of_events_is_told_by_its_cells():
    assert looks(row())


@pytest.mark.parametrize(
    "cells",
    [
        {"GLOBALEVENTID": "20240804-7"},
        {"SQLDATE": "2024-08-04"},
        {"SQLDATE": "2024"},
        {"QuadClass": "5"},
        {"QuadClass": ""},
        {"EventRootCode": "19"},
        {"DATEADDED": "2024"},
    ],
)
def test_a_row_of_something_else_is_told_by_its_cells(cells):
    assert not looks(row(**cells))


# What becomes of a row


def test_a_row_becomes_the_publisher_the_article_and_the_event():
    assert records(row()) == (
        SourceRecord(key="example.org", name="example.org", domain="example.org", stub=True),
        ArticleRecord(
            key=ADDRESS,
            dataset="gdelt",
            source="example.org",
            text="",
            title=None,
            published=datetime(2024, 8, 5, 10, 15, tzinfo=UTC),
            published_precision="instant",
            published_basis="origin",
            published_note="When GDELT first saw it.",
            url=ADDRESS,
            language="und",
            stub=True,
        ),
        EventRecord(
            key="gdelt/900000001",
            dataset="gdelt",
            origin_id="900000001",
            date=Dated(date(2024, 8, 4), date(2024, 8, 4), "day", basis="origin"),
            cameo="042",
            status="asserted",
            summary="CANADA → UNITED KINGDOM: Travel to see somebody (Springfield, Ontario, Canada)",
            actor1=(Actor("CANADA", "CAN", "CAN"),),
            actor2=(Actor("UNITED KINGDOM", "GBRGOV", "GBR", "GOV"),),
            goldstein=1.9,
            place=Place(
                "Springfield, Ontario, Canada",
                "city",
                country="CAN",
                admin1="CA08",
                latitude=42.8333,
                longitude=-80.9333,
            ),
            tone=-2.5,
            mentions=12,
            articles=3,
            sources=2,
            evidence=(Evidence(ADDRESS, "event", None, "import"),),
            origin=(("IsRootEvent", "1"), ("ActionGeo_CountryCode", "CA"), ("ActionGeo_FeatureID", "-574890")),
        ),
    )


def test_an_article_is_told_by_its_canonical_address_and_the_cell_is_kept():
    given = row(SOURCEURL="http://Example.org:80/visit?utm_source=feed")
    article, told = article_in(given), event_in(given)
    assert article.key == article.url == "http://example.org/visit"
    assert told.evidence[0].article == "http://example.org/visit"
    assert ("SOURCEURL", "http://Example.org:80/visit?utm_source=feed") in told.origin


@pytest.mark.parametrize("named", ["BBC Monitoring", "Doe, J. (2009) A history, vol. 2"])
def test_a_source_without_an_address_is_a_publisher_as_it_is_written(named):
    told = event(SOURCEURL=named)
    assert records(row(SOURCEURL=named)) == (SourceRecord(key=named, name=named, stub=True), told)
    assert told.publishers == (named,)
    assert told.evidence == ()
    assert ("SOURCEURL", named) in told.origin


def test_an_unspecified_source_is_no_publisher():
    told = event(SOURCEURL="unspecified")
    assert records(row(SOURCEURL="unspecified")) == (told,)
    assert told.publishers == ()
    assert ("SOURCEURL", "unspecified") in told.origin


def test_a_row_of_version_1_has_an_article_known_by_its_day():
    given = {column: cell for column, cell in row(DATEADDED="20240805").items() if not column.endswith("ADM2Code")}
    article = article_in(given)
    assert (article.published, article.published_precision) == (datetime(2024, 8, 5, tzinfo=UTC), "day")
    assert event_in(given).place == event().place


def test_a_row_of_the_backfiles_has_no_article():
    unkept = ("Actor1Geo_ADM2Code", "Actor2Geo_ADM2Code", "ActionGeo_ADM2Code", "SOURCEURL")
    given = {column: cell for column, cell in row(DATEADDED="20240805").items() if column not in unkept}
    told = event_in(given)
    assert records(given) == (told,)
    assert (told.key, told.evidence, told.publishers) == ("gdelt/900000001", (), ())


# When


@pytest.mark.parametrize(
    ("on", "added", "flag"),
    [
        ("20230805", "20240805101500", "year-ago"),
        ("20230805", "20240805", "year-ago"),
        ("20230804", "20240805101500", None),
        ("20220805", "20240805101500", None),
        ("20240805", "20240805101500", None),
    ],
)
def test_a_day_exactly_a_year_before_it_was_added_stands_with_a_flag(on, added, flag):
    told = event(SQLDATE=on, DATEADDED=added)
    assert (told.date.start, told.flag) == (date.fromisoformat(on), flag)


@pytest.mark.parametrize("written", ["", "2024080", "20240230", "2024-8-4", "2024W101", "²0240804"])
def test_a_bad_day_is_refused(written):
    assert refusal(SQLDATE=written) == f"SQLDATE is {written!r}, it should be a day as YYYYMMDD."


@pytest.mark.parametrize("written", ["", "202408051015", "20240805101561", "20240805 10150"])
def test_a_bad_time_is_refused(written):
    due = "a time as YYYYMMDDHHMMSS or a day as YYYYMMDD"
    assert refusal(DATEADDED=written) == f"DATEADDED is {written!r}, it should be {due}."


# Who


@pytest.mark.parametrize(
    ("types", "sector"),
    [
        (("GOV",), "GOV"),
        (("MED",), "JRN"),
        (("HLH",), "MED"),
        (("IGO", "MIL"), "MIL"),
        (("ELI", "GOV"), "ELI"),
        (("RAD",), None),
        ((), None),
    ],
)
def test_a_sector_is_the_first_type_that_is_one(types, sector):
    assert actor1(**{f"Type{place}Code": code for place, code in enumerate(types, start=1)}).sector == sector


@pytest.mark.parametrize("cells", [{"Type1Code": "IGO"}, {"Type2Code": "NGO"}, {"Type3Code": "MNC"}])
def test_a_type_of_organization_is_an_organization(cells):
    assert actor1(**cells).kind == "organization"


def test_a_known_group_is_an_organization_and_its_code_is_kept():
    told = event(Actor1Code="UNO", Actor1Name="UNITED NATIONS", Actor1CountryCode="", Actor1KnownGroupCode="UNO")
    assert told.actor1 == (Actor("UNITED NATIONS", "UNO", kind="organization"),)
    assert ("Actor1KnownGroupCode", "UNO") in told.origin


def test_ethnic_group_and_religions_are_kept():
    told = event(Actor1EthnicCode="kur", Actor2Religion1Code="MOS", Actor2Religion2Code="SHI")
    assert told.origin[1:4] == (
        ("Actor1EthnicCode", "kur"),
        ("Actor2Religion1Code", "MOS"),
        ("Actor2Religion2Code", "SHI"),
    )


@pytest.mark.parametrize("code", ["EUR", "AFR", "XYZ", ""])
def test_a_region_or_unknown_code_is_no_country(code):
    assert actor1(CountryCode=code).country is None


def test_an_actor_without_code_and_name_is_absent():
    told = event(Actor2Code="", Actor2Name="", Actor2CountryCode="", Actor2Type1Code="")
    assert told.actor2 == ()
    assert told.summary == "CANADA: Travel to see somebody (Springfield, Ontario, Canada)"


def test_an_actor_without_a_name_goes_by_its_code():
    told = event(Actor2Name="")
    assert told.actor2 == (Actor(None, "GBRGOV", "GBR", "GOV"),)
    assert told.summary == "CANADA → GBRGOV: Travel to see somebody (Springfield, Ontario, Canada)"


# Where


@pytest.mark.parametrize(
    ("kind", "precision"), [("1", "country"), ("2", "admin1"), ("3", "city"), ("4", "city"), ("5", "admin1")]
)
def test_a_kind_of_place_says_how_precise_it_is(kind, precision):
    found = place(Type=kind)
    assert found is not None
    assert found.precision == precision


@pytest.mark.parametrize("kind", ["0", ""])
def test_no_kind_is_no_place(kind):
    assert place(Type=kind, FullName="", Lat="", Long="") is None


@pytest.mark.parametrize(("fips", "country"), [("UK", "GBR"), ("GM", "DEU"), ("XX", None)])
def test_the_country_of_a_place_is_its_iso_code(fips, country):
    found = place(CountryCode=fips)
    assert found is not None
    assert found.country == country


def test_a_country_alone_has_no_province():
    assert place(Type="1", FullName="Canada", ADM1Code="CA", Lat="60", Long="-95") == Place(
        "Canada", "country", country="CAN", latitude=60.0, longitude=-95.0
    )


def test_a_place_may_have_no_point():
    assert place(Lat="", Long="") == Place("Springfield, Ontario, Canada", "city", country="CAN", admin1="CA08")


def test_a_place_without_a_name_goes_by_its_country():
    found = place(FullName="")
    assert found is not None
    assert found.name == "Canada"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"Lat": "90.1"}, "ActionGeo_Lat is '90.1', it should be a number from -90 to 90."),
        ({"Lat": "north"}, "ActionGeo_Lat is 'north', it should be a number from -90 to 90."),
        ({"Lat": "nan"}, "ActionGeo_Lat is 'nan', it should be a number from -90 to 90."),
        ({"Long": "-181"}, "ActionGeo_Long is '-181', it should be a number from -180 to 180."),
        ({"Long": ""}, "ActionGeo_Lat is '42.8333' and ActionGeo_Long '', it should be both or neither."),
        ({"Type": "6"}, "ActionGeo_Type is '6', it should be 0 to 5, and 0 only without a place."),
        ({"Type": "0"}, "ActionGeo_Type is '0', it should be 0 to 5, and 0 only without a place."),
        (
            {"FullName": "", "CountryCode": "XX"},
            "ActionGeo_FullName is '', it should be a name, or a country that has one.",
        ),
    ],
)
def test_an_impossible_place_is_refused(cells, fault):
    assert refusal(**{f"ActionGeo_{column}": cell for column, cell in cells.items()}) == fault


# What


@pytest.mark.parametrize("code", ["---", "X", "", "42"])
def test_an_unknown_event_code_is_refused(code):
    assert refusal(EventCode=code) == f"EventCode is {code!r}, it should be a CAMEO code with its leading zero."


def test_a_root_is_written_with_its_third_digit():
    assert event(EventCode="010").cameo == "010"


CLASSES = "rows that contradict themselves in event code and class"
FOREIGN = "rows with a country that is not known"
NOWHERE = "rows with the point 0, 0, which is no place"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, {}),
        ({"EventCode": "0871", "EventBaseCode": "087", "EventRootCode": "08", "QuadClass": "2"}, {}),
        ({"QuadClass": "3"}, {CLASSES: ("QuadClass",)}),
        ({"EventRootCode": "19", "EventBaseCode": "190"}, {CLASSES: ("EventBaseCode", "EventRootCode")}),
        ({"Actor1CountryCode": "EUR"}, {}),
        ({"Actor2CountryCode": "QQQ"}, {FOREIGN: ("Actor2CountryCode",)}),
        ({"ActionGeo_CountryCode": "ZZ"}, {FOREIGN: ("ActionGeo_CountryCode",)}),
        ({"ActionGeo_Lat": "0", "ActionGeo_Long": "0"}, {NOWHERE: ("ActionGeo_Lat", "ActionGeo_Long")}),
    ],
)
def test_what_cannot_be_right_is_kept_and_counted(cells, found):
    assert doubts(**cells) == found


def test_a_place_at_the_point_where_nothing_is_has_none():
    found = place(Lat="0", Long="0")
    assert found is not None
    assert (found.name, found.latitude, found.longitude) == ("Springfield, Ontario, Canada", None, None)


def test_a_type_that_the_code_of_an_actor_does_not_hold_is_kept():
    assert ("Actor1Type2Code", "SPY") in event(Actor1Type2Code="SPY").origin
    assert "Actor2Type1Code" not in dict(event().origin)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"QuadClass": "7"}, "QuadClass is '7', it should be 1, 2, 3 or 4."),
        ({"EventRootCode": "77"}, "EventRootCode is '77', it should be a CAMEO code of two figures."),
        ({"EventBaseCode": "7"}, "EventBaseCode is '7', it should be a CAMEO code."),
        ({"IsRootEvent": "5"}, "IsRootEvent is '5', it should be 0 or 1."),
        ({"Year": "2017"}, "Year is '2017', it should be 2024, as SQLDATE says."),
        ({"MonthYear": "202407"}, "MonthYear is '202407', it should be 202408, as SQLDATE says."),
        ({"FractionDate": "soon"}, "FractionDate is 'soon', it should be a number from 0 to 9999."),
        ({"Actor1Geo_Type": "6"}, "Actor1Geo_Type is '6', it should be 0 to 5."),
        ({"Actor2Geo_Lat": "north"}, "Actor2Geo_Lat is 'north', it should be a number from -90 to 90."),
        ({"AvgTone": "1_0"}, "AvgTone is '1_0', it should be a number from -100 to 100."),
        ({"AvgTone": "٣"}, "AvgTone is '٣', it should be a number from -100 to 100."),
    ],
)
def test_what_a_closed_list_does_not_have_is_refused(cells, fault):
    assert refusal(**cells) == fault


def test_scale_and_tone_may_be_missing():
    told = event(GoldsteinScale="", AvgTone="")
    assert (told.goldstein, told.tone) == (None, None)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"GLOBALEVENTID": ""}, "GLOBALEVENTID is '', it should be a whole number."),
        ({"GLOBALEVENTID": "1" * 19}, f"GLOBALEVENTID is '{'1' * 19}', it should be a whole number."),
        ({"GoldsteinScale": "11"}, "GoldsteinScale is '11', it should be a number from -10 to 10."),
        ({"AvgTone": "low"}, "AvgTone is 'low', it should be a number from -100 to 100."),
        ({"NumMentions": "-1"}, "NumMentions is '-1', it should be a whole number up to 2147483647."),
        ({"NumSources": ""}, "NumSources is '', it should be a whole number up to 2147483647."),
        ({"NumArticles": "2147483648"}, "NumArticles is '2147483648', it should be a whole number up to 2147483647."),
    ],
)
def test_an_impossible_number_is_refused(cells, fault):
    assert refusal(**cells) == fault


# The real files


@pytest.fixture(params=REAL_FILES)
def real(request) -> list[Row]:
    """The rows of a file that GDELT published, read by the csv module."""
    path = SHARED / "data" / "gdelt" / request.param
    if not path.exists():
        pytest.skip(f"{request.param} is only where the data samples lie beside the checkout")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def test_every_real_row_becomes_an_event_with_its_article(real):
    assert all(looks(row) for row in real)
    told = [records(row) for row in real]
    assert {tuple(type(record) for record in each[-3:]) for each in told} == {
        (SourceRecord, ArticleRecord, EventRecord)
    }
    assert {doubt.what for each in told for doubt in each[:-3] if isinstance(doubt, Doubt)} <= {NOWHERE}
    assert len({event_in(row).key for row in real}) == len(real)


def test_real_events_have_the_codes_classes_and_countries_of_their_rows(real):
    told = [event_in(row) for row in real]
    assert Counter(each.cameo[:2] for each in told) == Counter(row["EventRootCode"] for row in real)
    assert Counter(each.place and each.place.country for each in told) == Counter(
        code_with("country", "fips", row["ActionGeo_CountryCode"]) for row in real
    )
    assert Counter(dict(each.origin).get("ActionGeo_CountryCode", "") for each in told) == Counter(
        row["ActionGeo_CountryCode"] for row in real
    )
    assert not any("QuadClass" in dict(each.origin) for each in told)
    assert Counter(cameo(each.cameo).quad_class for each in told) == Counter(int(row["QuadClass"]) for row in real)


def test_real_days_a_year_before_are_flagged(real):
    flagged = sum(event_in(row).flag == "year-ago" for row in real)
    assert flagged == sum(int(row["DATEADDED"][:8]) - int(row["SQLDATE"]) == 10_000 for row in real) > 0
