"""The codebooks: what the codes mean, that they agree with one another and with the sources of their facts."""

from __future__ import annotations

import csv
from dataclasses import FrozenInstanceError
from pathlib import Path
from urllib.parse import quote

import pytest

from schemas.codebook import (
    UnknownCode,
    UnknownScheme,
    branch,
    cameo,
    code_with,
    codebook,
    codebooks,
    entry,
    label,
    several,
)
from schemas.codebook_page import page
from tests import clients

PROJECT = Path(__file__).parents[1]
SHARED = PROJECT.parent / "shared"
GDELT_EVENTS = ("20151027220000.export.CSV", "20180326044500.export.CSV")
SCHEMES = [book.scheme for book in codebooks()]


def shared(path: str) -> Path:
    """A file of the data kept beside the checkout; the test is skipped where there is none."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{path} is only where the data samples lie beside the checkout")
    return found


def gdelt_column(index: int) -> set[str]:
    rows = (line.split("\t") for name in GDELT_EVENTS for line in lines(shared(f"data/gdelt/{name}")))
    return {row[index] for row in rows} - {""}


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_fighting_is_material_conflict_under_root_19():
    fighting = cameo("190")
    assert (fighting.root, fighting.parent) == ("19", "19")
    assert (fighting.quad_class, fighting.quad_class_plover, fighting.goldstein) == (4, 4, -10.0)
    assert (fighting.plover_type, fighting.plover_mode, fighting.contexts) == ("ASSAULT", None, ("military",))


def test_a_telephone_call_is_a_consultation_by_phone():
    call = cameo("041")
    assert (call.root, call.quad_class, call.goldstein) == ("04", 1, 1.0)
    assert (call.plover_type, call.plover_mode, call.contexts) == ("CONSULT", "phone", ())
    assert call.label == "Talk by telephone"


def test_an_accusation_of_corruption_has_two_contexts():
    accusation = cameo("1121")
    assert (accusation.plover_type, accusation.plover_mode) == ("ACCUSE", "allege")
    assert accusation.contexts == ("crime", "corruption")


@pytest.mark.parametrize(
    ("code", "gdelt", "plover"),
    [("112", 3, 3), ("141", 3, 4), ("090", 2, 3), ("173", 4, 4), ("010", 1, None)],
)
def test_gdelt_and_plover_class_protests_and_investigations_differently(code, gdelt, plover):
    assert (cameo(code).quad_class, cameo(code).quad_class_plover) == (gdelt, plover)


@pytest.mark.parametrize(("code", "parent"), [("03", None), ("031", "03"), ("0311", "031"), ("010", "01")])
def test_a_code_hangs_under_the_code_that_it_begins_with(code, parent):
    assert entry("cameo", code).parent == parent


@pytest.mark.parametrize(
    ("code", "members"),
    [
        ("031", ("031", "0311", "0312", "0313", "0314")),
        ("20", ("20", "200", "201", "202", "203", "204", "2041", "2042")),
        ("041", ("041",)),
    ],
)
def test_a_branch_is_the_code_with_all_its_descendants(code, members):
    assert branch("cameo", code) == members


def test_there_are_312_cameo_codes_in_20_roots():
    codes = codebook("cameo").codes.values()
    assert len(codes) == 312
    assert [found.code for found in codes if found.parent is None] == [f"{root:02}" for root in range(1, 21)]


@pytest.mark.parametrize(
    ("scheme", "fact", "value", "code"),
    [
        ("country", "fips", "UK", "GBR"),
        ("country", "fips", "GZ", "PSE"),
        ("country", "cameo", "ROM", "ROU"),
        ("country", "gw", "345", "SRB"),
        ("country", "alpha2", "IR", "IRN"),
        ("country", "fips", "YI", "SRB"),
        ("country", "fips", "??", None),
        ("country", "gw", "265", "DEU"),
        ("country", "gw", "680", "YEM"),
        ("country", "gw", "315", None),
        ("acled_event", "name", "Explosions/Remote violence", "explosions-remote-violence"),
        ("acled_sub_event", "name", "Remote explosive/landmine/IED", "remote-explosive-landmine-ied"),
        ("acled_inter", "name", "State forces", "1"),
        ("acled_inter", "sector", "CVL", "7"),
        ("place_precision", "gdelt_geo_type", "4", "city"),
        ("place_precision", "ucdp_where_prec", "5", "area"),
        ("date_precision", "ucdp_date_prec", "2", "range"),
    ],
)
def test_another_systems_value_finds_our_code(scheme, fact, value, code):
    assert code_with(scheme, fact, value) == code


def test_an_unknown_scheme_is_a_key_error_that_lists_the_schemes():
    with pytest.raises(UnknownScheme, match=r"no codebook 'cameos'.*cameo, quad_class") as fault:
        codebook("cameos")
    assert isinstance(fault.value, KeyError)


def test_an_unknown_code_is_a_key_error_that_names_scheme_and_code():
    with pytest.raises(UnknownCode, match=r"'status' has no code 'maybe'") as fault:
        label("status", "maybe")
    assert isinstance(fault.value, KeyError)


def test_a_codebook_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        codebook("status").title = "Other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        codebook("status").codes["maybe"] = entry("status", "unclear")  # type: ignore[index]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_parent_stands_before_its_children(scheme):
    seen: set[str | None] = {None}
    for found in codebook(scheme).codes.values():
        assert found.parent in seen
        seen.add(found.code)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_labels_are_present_and_unique_among_siblings(scheme):
    named = [(found.parent, found.label) for found in codebook(scheme).codes.values()]
    assert all(text for _, text in named)
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_code_is_written_twice_and_every_row_is_whole(scheme):
    with (PROJECT / "schemas" / "codebooks" / f"{scheme}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [row[0] for row in rows[1:]] == list(codebook(scheme).codes)


def test_every_codebook_file_is_in_the_index():
    files = {path.stem for path in (PROJECT / "schemas" / "codebooks").glob("*.csv")} - {"index"}
    assert files == set(SCHEMES)


def test_every_cameo_code_has_known_plover_type_mode_and_contexts():
    for code in codebook("cameo").codes:
        found = cameo(code)
        assert found.plover_type is None or found.plover_type in codebook("plover_type").codes
        assert found.plover_mode is None or f"{found.plover_type}:{found.plover_mode}" in codebook("plover_mode").codes
        assert set(found.contexts) <= set(codebook("plover_context").codes)


def test_every_cameo_code_has_the_class_of_its_plover_type():
    for code in codebook("cameo").codes:
        found = cameo(code)
        of_type = entry("plover_type", found.plover_type).facts["quad_class"] if found.plover_type else None
        assert found.quad_class_plover == of_type


def test_only_the_two_roots_that_plover_dropped_have_no_plover_type():
    without = {cameo(code).root for code in codebook("cameo").codes if cameo(code).plover_type is None}
    assert without == {"01", "02"}


def test_every_mode_is_its_type_and_its_name():
    for code, found in codebook("plover_mode").codes.items():
        assert code == f"{found.facts['plover_type']}:{found.facts['mode']}"
        assert found.facts["plover_type"] in codebook("plover_type").codes


def test_acled_tells_25_sub_events_apart_in_six_types():
    types = [found.facts["acled_event"] for found in codebook("acled_sub_event").codes.values()]
    assert len(types) == 25
    assert list(dict.fromkeys(types)) == list(codebook("acled_event").codes)


@pytest.mark.parametrize("scheme", ["acled_event", "acled_sub_event"])
def test_an_acled_code_is_its_name_in_small_letters_with_hyphens(scheme):
    for code, found in codebook(scheme).codes.items():
        assert code == str(found.facts["name"]).lower().replace("/", "-").replace(" ", "-")


def test_the_sector_of_a_kind_of_actor_is_a_sector():
    sectors = {found.facts["sector"] for found in codebook("acled_inter").codes.values()}
    assert sectors - {None} <= set(codebook("sector").codes)


@pytest.mark.parametrize(
    ("scheme", "search", "codes"),
    [
        ("country", "UK", {"GBR", "UKR"}),
        ("country", "826", {"GBR"}),
        ("country", "wsb", {"PSE"}),
        ("country", "russian federation", {"RUS"}),
        ("country", "russian fed", {"RUS"}),
        ("country", "burma", {"MMR"}),
        ("country", "holland chad", set()),
        ("country", "cote d'ivoire", {"CIV"}),
        ("acled_sub_event", "Air/drone strike", {"air-drone-strike"}),
        ("acled_sub_event", "ARMED CLASH", {"armed-clash"}),
        ("acled_sub_event", "art", {"shelling-artillery-missile-attack"}),
        ("acled_sub_event", "riots", {"violent-demonstration", "mob-violence"}),
        ("cameo", "war crime", {"094", "1124"}),
        ("cameo", "AID", {"07", "070", "071", "072", "073", "074", "075"}),
        ("quad_class", "1", {"1"}),
        ("quad_class", "??", set()),
    ],
)
def test_a_codebook_is_searched_by_label_name_code_and_fact(seeded_sqlite_client, scheme, search, codes):
    given = clients.found(seeded_sqlite_client, f"/v1/codebooks/{scheme}?q={quote(search)}")["data"]
    assert {one["code"] for one in given} == codes


@pytest.mark.parametrize("fact", ["alpha2", "numeric", "cameo", "fips", "gw"])
def test_no_two_countries_share_a_code_of_another_system(fact):
    values = [value for found in codebook("country").codes.values() for value in several(found.facts[fact])]
    assert len(set(values)) == len(values)


def test_no_region_has_the_code_of_a_country():
    for code in codebook("cameo_region").codes:
        assert code_with("country", "cameo", code) is None


@pytest.mark.parametrize("scheme", ["date_precision", "place_precision"])
def test_precisions_are_ranked_finest_first(scheme):
    ranks = [found.facts["rank"] for found in codebook(scheme).codes.values()]
    assert ranks == list(range(1, len(ranks) + 1))


@pytest.mark.parametrize("value", ["1", "2", "3", "4", "5"])
def test_every_gdelt_geo_type_has_a_precision(value):
    assert code_with("place_precision", "gdelt_geo_type", value) is not None


@pytest.mark.parametrize("value", ["1", "2", "3", "4", "5", "6", "7"])
def test_every_ucdp_where_prec_has_a_precision(value):
    assert code_with("place_precision", "ucdp_where_prec", value) is not None


def test_the_codebook_page_is_made_from_the_codebooks():
    committed = (PROJECT / "docs" / "codebooks.md").read_text(encoding="utf-8")
    assert committed == page(), "stale: run python -m schemas.codebook_page > docs/codebooks.md"


def test_all_classes_and_goldstein_values_are_those_of_gdelt():
    with shared("codebooks/cameo_goldstein.csv").open(encoding="utf-8", newline="") as file:
        theirs = {row["code"]: row for row in csv.DictReader(file)}
    assert set(theirs) == set(codebook("cameo").codes)
    for code, row in theirs.items():
        assert (cameo(code).quad_class, cameo(code).goldstein) == (
            int(row["gdelt_quadclass"]),
            float(row["goldstein"]),
        )


def test_labels_are_in_words_of_our_own():
    with shared("codebooks/cameo_goldstein.csv").open(encoding="utf-8", newline="") as file:
        theirs = {row["code"]: row["name"].casefold() for row in csv.DictReader(file)}
    assert [code for code, name in theirs.items() if label("cameo", code).casefold() == name] == []


def test_type_and_mode_scores_are_those_of_plover():
    with shared("codebooks/plover_event_modes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, mode = row["event_type"], row["mode"]
            ours = entry("plover_mode", f"{kind}:{mode}") if mode else entry("plover_type", kind)
            assert ours.facts["score"] == (float(row["plover_score"]) if row["plover_score"] else None)


def test_every_event_code_in_gdelt_rows_has_the_class_and_scale_written_there():
    for name in GDELT_EVENTS:
        for line in lines(shared(f"data/gdelt/{name}")):
            row = line.split("\t")
            found = cameo(row[26])
            assert (found.root, str(found.quad_class), found.goldstein) == (row[28], row[29], float(row[30]))


@pytest.mark.parametrize("column", [7, 17])
def test_every_actor_country_in_gdelt_rows_is_a_country_or_region(column):
    unknown = {code for code in gdelt_column(column) if code_with("country", "cameo", code) is None}
    assert unknown <= set(codebook("cameo_region").codes)


@pytest.mark.parametrize("column", [12, 13, 14, 22, 23, 24])
def test_every_actor_role_in_gdelt_rows_is_known(column):
    assert gdelt_column(column) <= set(codebook("actor_role").codes)


@pytest.mark.parametrize("column", [37, 45, 53])
def test_every_place_country_in_gdelt_rows_is_known_by_its_fips_code(column):
    assert {code for code in gdelt_column(column) if code_with("country", "fips", code) is None} == set()


def test_every_country_of_ucdp_is_known_by_its_state_number():
    with shared("data/ucdp/GEDEvent_v23_1.sample.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("country_id", "gwnoa", "gwnob")
    numbers = {row[column].removesuffix(".0") for row in rows for column in columns}
    assert [number for number in numbers - {""} if code_with("country", "gw", number) is None] == []
