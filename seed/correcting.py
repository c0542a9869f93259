"""Put right what somebody corrected by hand, in the rows of a record: whenever it is written, by whatever.

A value stands in the form in which it was sent (`schemas.corrections`): entities by their public ids, days as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.codebook import cameo
from seed.row_parts import Children, Keys, Row, Written, taking_part
from seed.rows_of_events import plover_of
from store.corrections import Corrections
from store.identity import Kind, parsed_id
from store.tables import Base, EntityName, Mention, Participant
from store.tokens import folded

Apply = Callable[[Written, Any, Keys], None]


@dataclass(frozen=True, slots=True)
class Field:
    """A field that can be corrected: how it is put right, and the table of what hangs on the record that it changes too."""

    apply: Apply
    table: type[Base] | None = None


def corrected(records: Iterable[Written], corrections: Corrections, keys: Keys) -> list[Written]:
    """Put records right; those that were rejected are left out, and so is every word of rejected entities."""
    found = []
    for record in records:
        if record.row["id"] in corrections.rejected:
            continue
        one = _without(record, corrections.rejected) if corrections.rejected else record
        held = corrections.fields.get(record.row["id"])
        found.append(put_right(one, held, keys) if held else one)
    return found


def _without(record: Written, rejected: frozenset[int]) -> Written:
    """Leave out whatever hangs on a record and names an entity that is none."""
    children: Children = {
        table: [row for row in rows if row["resolved_id"] not in rejected] if table in _NAMING else rows
        for table, rows in record.children.items()
    }
    return Written(record.kind, record.table, record.row, children, record.stub)


_NAMING = frozenset({Participant, Mention})


def put_right(record: Written, values: Mapping[str, Any], keys: Keys) -> Written:
    """Put the fields of a record right that were corrected."""
    children = {table: list(rows) for table, rows in record.children.items()}
    copied = Written(record.kind, record.table, dict(record.row), children, record.stub)
    for name, field in FIELDS[record.kind].items():
        if name in values:
            field.apply(copied, values[name], keys)
    return copied


# --- how a field is put right -----------------------------------------------------------------------------------------


def _column(name: str) -> Field:
    def apply(record: Written, value: Any, _keys: Keys) -> None:
        record.row[name] = value

    return Field(apply)


def _role(role: str) -> Field:
    def apply(record: Written, value: Any, keys: Keys) -> None:
        named = value if isinstance(value, list) else [value] if value else []
        others = [row for row in record.children[Participant] if row["role"] != role]
        record.children[Participant] = others + [
            _named(record, role, position, public, keys) for position, public in enumerate(named)
        ]

    return Field(apply, Participant)


def _named(record: Written, role: str, position: int, public: str, keys: Keys) -> Row:
    entity = parsed_id(Kind.ENTITY, public)
    assert entity is not None  # noqa: S101 - looked at when it was sent
    row = taking_part(record.kind, record.row["id"], role, position, None, keys)
    return row | {"entity_id": keys.standing(entity), "resolved_id": entity}


def _event_code(record: Written, value: str, _keys: Keys) -> None:
    code, (kind, mode) = cameo(value), plover_of(value)
    record.row.update({"cameo": value, "root_code": code.root, "quad_class": code.quad_class})
    record.row.update({"goldstein": float(code.goldstein), "plover_type": kind, "plover_mode": mode})


def _date(prefix: str) -> Field:
    def apply(record: Written, value: Mapping[str, str], _keys: Keys) -> None:
        start, end = date.fromisoformat(value["start"]), date.fromisoformat(value.get("end") or value["start"])
        precision = value.get("precision") or ("day" if start == end else "range")
        record.row.update({"start_on": start, "end_on": end, f"{prefix}_precision": precision})
        record.row.update(
            {f"{prefix}_basis": "outside", f"{prefix}_note": value.get("note"), f"{prefix}_known_day": None}
        )

    return Field(apply)


def _place(record: Written, value: Mapping[str, Any] | None, _keys: Keys) -> None:
    told = value or {}
    names = ("country", "admin1", "latitude", "longitude")
    record.row.update({name: told.get(name) for name in names} | {"place_name": told.get("name")})
    record.row["place_precision"] = told.get("precision") or "unknown" if value else None
    record.children[Participant] = [row for row in record.children[Participant] if row["role"] != "place"]


def _fatalities(record: Written, value: Mapping[str, int] | None, _keys: Keys) -> None:
    record.row.update({f"fatalities_{one}": (value or {}).get(one) for one in ("best", "low", "high")})


def _name(record: Written, value: str, _keys: Keys) -> None:
    """Rename an entity: the names that it had stay, after the new one."""
    record.row["name"] = value
    _rename(record, [value, *(row["name"] for row in record.children[EntityName])])


def _aliases(record: Written, value: list[str], _keys: Keys) -> None:
    canonical = record.children[EntityName][0]["name"]
    _rename(record, [canonical, *value])


def _rename(record: Written, names: list[str]) -> None:
    record.children[EntityName] = [
        {"entity_id": record.row["id"], "position": position, "name": name, "folded": folded(name)}
        for position, name in enumerate(dict.fromkeys(names))
    ]


# In the order in which they are put right: a new name comes before the names beside it.
FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    Kind.EVENT: {
        "summary": _column("summary"),
        "status": _column("status"),
        "event_code": Field(_event_code),
        "date": _date("date"),
        "actor1": _role("actor1"),
        "actor2": _role("actor2"),
        "attributed_to": _role("attributed_to"),
        "place": Field(_place, Participant),
        "fatalities": Field(_fatalities),
    },
    Kind.QUOTE: {
        "kind": _column("kind"),
        "speaker": _role("speaker"),
        "addressee": _role("addressee"),
        "date": _date("said"),
    },
    Kind.ENTITY: {
        "name": Field(_name, EntityName),
        "aliases": Field(_aliases, EntityName),
        "kind": _column("kind"),
        "code": _column("code"),
        "country": _column("country"),
        "sector": _column("sector"),
        "note": _column("note"),
    },
}
