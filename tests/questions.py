"""Questions to draw: every path with every parameter that it declares, and values that the synthetic records hold.

A value is drawn by the kind of field that reads it, so a new filter is asked about without a word here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st
from marshmallow import fields

from schemas.aggregates import EVENT_AGGREGATION, QUOTE_AGGREGATION
from schemas.areas import BoxField, SpotField
from schemas.collections import COLLECTIONS
from schemas.fields import PublicId
from schemas.filters import EntityFilter, PairFilter, ScopeFilter
from schemas.parameters import (
    Choice,
    CodeOf,
    DayRange,
    Identifier,
    Moment,
    Number,
    Plain,
    Several,
    Truth,
    Whole,
    Zone,
)
from schemas.queries import aggregate_query, export_query, item_query, list_query, summary_query
from schemas.rendering import WHOLE_SCHEMAS
from service.routes.discovery import ChangesQuery, SuggestionsQuery
from store.identity import Kind, public_id, record_id
from tests.synthetic import CAMEO, COUNTRIES, DATASETS, ODD_NAMES, PLACES, STATUSES, WORDS, synthetic

MOST_FILTERS = 4
EXPORT_ROWS = 1000
# What a question may do besides filtering.
OPTIONS = {
    "sort",
    "limit",
    "count",
    "format",
    "fields",
    "expand",
    "explode",
    "group_by",
    "metric",
    "top",
    "sample",
    "seed",
}
# What is refused without another: that one, and what it takes.
_COMPANIONS = {
    "near": ("radius_km", ("1", "400", "2000")),
    "radius_km": ("near", ("35.69,51.42",)),
    "seed": ("sample", ("3",)),
}
_RECORDS = synthetic()
_KEYS = {
    Kind.EVENT: [f"event/{number}" for number in (0, 5, 7, 10, 399)],
    Kind.ARTICLE: [record.key for record in _RECORDS.articles[:5]],
    Kind.ENTITY: [*(record.key for record in _RECORDS.entities), "country/XXX"],
    Kind.QUOTE: [record.key for record in _RECORDS.quotes[:5]],
    Kind.SOURCE: [record.key for record in _RECORDS.sources],
}
_IDS = {kind: [public_id(kind, record_id(kind, key)) for key in keys] for kind, keys in _KEYS.items()}
_ACTORS = [
    *(record.name for record in _RECORDS.entities),
    *(code + rest for code in COUNTRIES for rest in ("", "GOV", "MIL")),
    *("REB", "alias 3", "ÜNÏTED ZEBRA COALITION", "nobody at all", "XXX", "'; DROP TABLE event; --", "%", "_", "\\"),
    *_IDS[Kind.ENTITY],
]
_DAYS = ["2013", "2019", "2024", "2020-02", "2016-07", "2013-01-01", "2018-03-04", "2024-12-31", "2025-06-30"]
_DAYS += ["0001-01-01", "9999-12-31", "9999", "now", "now-3y", "2020-02-29T23:59:59+14:00", "2017-01-01T00:00:00Z"]
_MOMENTS = ["2025-01-02", "2025-01-03T03:04:05Z", "2025-01-04T03:04:05+00:00", "2025", "now-1h", *_DAYS[:8]]
_CODES: Mapping[str, Sequence[str]] = {
    "country": [*COUNTRIES, "FRA"],
    "cameo": [*CAMEO, "01", "02", "04", "14", "16", "19", "20", "112", "023"],
    "status": STATUSES,
}
_BOXES = ["25,30,55,55", "-180,-90,180,90", "170,-90,-1,90", "51.42,35.69,51.42,35.69", "0,0,10,90", "180,0,-180,90"]
_SPOTS = ["35.69,51.42", "5.32,-4.02", "90,0", "-90,0", "48,-180", "48,180", "36,45", "0,-174.02"]
# Words for the plain filters, by name.
_PLAIN: Mapping[str, Sequence[str]] = {
    "q": [
        *WORDS,
        "strike talks",
        '"grain border"',
        "bord*",
        "-strike grain",
        "Report",
        "nothere",
        '"',
        "-",
        "и",
        "Zebra*",
    ],
    "place": [*(name for name, *_ in PLACES), "tehran"],
    "source": ["Agency, The", "agency.example", "AGENCY.EXAMPLE", "газета", "none", *_IDS[Kind.SOURCE]],
    "dataset": [*DATASETS, "delta"],
    "licence": ["CC0-1.0", "CC-BY-4.0"],
    "admin1": ["Rakhine", "nowhere"],
    "origin_type": ["ucdp_violence:1"],
    "cue": ["say", "warn", "tell"],
    "language": ["en", "de", "xx"],
    "url": ["https://news.example/1?a=1,2", "https://news.example/0"],
    "plover_mode": ["phone", "visit", "nothing"],
    "code": ["RUS", "RUSGOV", "REB", "XXX"],
    "identifier": ["iso3166-1:RUS", "wikidata:Q1"],
    "publisher": [*ODD_NAMES[:3], "nobody"],
    "domain": ["agency.example", "zeitung.example", "x"],
    "tz": ["UTC", "Asia/Beirut", "America/New_York", "Pacific/Kiritimati"],
}
_PLAIN_ENTITY = ["Žižkov 50% _Club_", "zizkov 50% _club_", "Russia", "russia", "O'Neill, Sean", "Agency, The", "nobody"]
_NAMING_ACTORS = {
    one.name for each in COLLECTIONS for one in each.filters if isinstance(one, ScopeFilter | EntityFilter | PairFilter)
}
_BEGINNINGS = [name[:length] for name in _ACTORS[:40] for length in (1, 3, 6)]


@dataclass(frozen=True)
class Question:
    """A path with what is asked of it."""

    path: str
    asked: Mapping[str, str]

    @property
    def address(self) -> str:
        """The path and query, as they are sent."""
        return f"{self.path}?{urlencode(self.asked)}" if self.asked else self.path


def _value(name: str, field: Any) -> st.SearchStrategy[str]:
    for kinds, make in _VALUES:
        if isinstance(field, kinds):
            found: st.SearchStrategy[str] = make(name, field)
            return found
    raise TypeError(f"No values for {name}, {type(field).__name__}.")


def _several(name: str, field: Several) -> st.SearchStrategy[str]:
    one = _value(name, field.inner).map(lambda text: text.replace("\\", "\\\\").replace(",", "\\,"))
    few = (2, 2) if name == "between" else (1, 3)
    return st.lists(one, min_size=few[0], max_size=few[1], unique=True).map(",".join)


def _plain(name: str, _field: Any) -> st.SearchStrategy[str]:
    if name in _NAMING_ACTORS and isinstance(_field, Plain):
        return st.sampled_from(_ACTORS)
    return st.sampled_from(_PLAIN.get(name.partition("__")[0], _PLAIN_ENTITY))


def _number(_name: str, field: Any) -> st.SearchStrategy[str]:
    low, high = field.validators[0].min, field.validators[0].max
    return st.sampled_from([low, high, 0, 1, 0.1, 0.35, 0.7, 0.7000000000000001, 1e-300]).map(str)


def _whole(_name: str, field: Any) -> st.SearchStrategy[str]:
    low, high = field.validators[0].min, field.validators[0].max
    return st.sampled_from(sorted({low, min(low + 1, high), min(low + 6, high), min(high, 50), high})).map(str)


# In order: the first that fits is asked.
_VALUES: tuple[tuple[Any, Any], ...] = (
    (Several, _several),
    (Choice, lambda _, field: st.sampled_from(field.words)),
    (CodeOf, lambda _, field: st.sampled_from(_CODES.get(field.scheme) or sorted(field.metadata["enum"])[:12])),
    (PublicId, lambda _, field: st.sampled_from(_IDS[field.of])),
    (DayRange, lambda *_: st.sampled_from(_DAYS)),
    (Moment, lambda *_: st.sampled_from(_MOMENTS)),
    (Truth, lambda *_: st.sampled_from(("true", "false"))),
    ((Plain, Identifier, Zone), _plain),
    (Number, _number),
    (Whole, _whole),
    (BoxField, lambda *_: st.sampled_from(_BOXES)),
    (SpotField, lambda *_: st.sampled_from(_SPOTS)),
    (fields.Integer, lambda *_: st.integers(0, 700).map(str)),
)


def questions(
    path: str, schema: Any, *, needed: Sequence[str] = (), without: Sequence[str] = ()
) -> st.SearchStrategy[Question]:
    """Draw questions to a path: a few filters, and any of the other parameters."""
    known = {name: field for name, field in schema().fields.items() if name not in {"cursor", *without}}
    filters = sorted(set(known) - OPTIONS - set(needed))
    options = sorted(set(known) & OPTIONS)

    @st.composite
    def drawn(draw: Any) -> Question:
        chosen = draw(st.lists(st.sampled_from(filters), max_size=MOST_FILTERS, unique=True)) if filters else []
        chosen += draw(st.lists(st.sampled_from(options), max_size=3, unique=True)) if options else []
        asked = {name: draw(_value(name, known[name])) for name in (*needed, *chosen)}
        for name, (other, values) in _COMPANIONS.items():
            if name in asked:
                asked.setdefault(other, draw(st.sampled_from(values)))
        if "sample" in asked:
            asked.pop("limit", None)
        return Question(path, asked)

    return drawn()


def _of_collections() -> list[st.SearchStrategy[Question]]:
    found = []
    for each in COLLECTIONS:
        path = f"/v1/{each.path}"
        found.append(questions(path, list_query(each)))
        found.append(questions(f"{path}/export", export_query(each, EXPORT_ROWS)))
        ids = DATASETS if each.kind is Kind.DATASET else _IDS[each.kind]
        whole = item_query(each, WHOLE_SCHEMAS[each.kind])
        found += [questions(f"{path}/{quote(record)}", whole) for record in ids[:6]]
    return found


def any_question() -> st.SearchStrategy[Question]:
    """Draw a question to any path that reads the store; lists and aggregates of events most often."""
    events = next(each for each in COLLECTIONS if each.kind is Kind.EVENT)
    often = [
        questions("/v1/events", list_query(events)),
        questions("/v1/events/aggregate", aggregate_query(EVENT_AGGREGATION), needed=("group_by",)),
        questions("/v1/events/aggregate", aggregate_query(EVENT_AGGREGATION), needed=("group_by", "metric")),
        questions("/v1/quotes/aggregate", aggregate_query(QUOTE_AGGREGATION)),
    ]
    other = [
        questions("/v1/summary", summary_query(events)),
        questions("/v1/changes", ChangesQuery),
        questions("/v1/autocomplete", SuggestionsQuery, without=("q",)).flatmap(_beginning),
        st.just(Question("/v1", {})),
    ]
    return st.one_of(st.one_of(often), st.one_of(_of_collections()), st.one_of(other))


def _beginning(question: Question) -> st.SearchStrategy[Question]:
    return st.sampled_from(_BEGINNINGS).map(lambda text: Question(question.path, {**question.asked, "q": text}))
