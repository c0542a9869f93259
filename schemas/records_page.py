"""The page of our own records, made from the declarations of their lines.

python -m schemas.records_page > docs/records.md
"""

from __future__ import annotations

import sys
from collections.abc import Container, Iterator

from marshmallow import fields, missing

from schemas.codebook_page import row
from schemas.interchange import LINES, LineSchema, StampedLine
from schemas.interchange_fields import Code, Part, Several, Told

OPENING = """\
# Records

This page is made from the declarations; change those in `schemas/interchange.py`, then run
`python -m schemas.records_page > docs/records.md`.

`dateline export --all` writes every record of a store as a line of JSON (NDJSON, UTF-8), and `dateline load records` reads
such lines: to move a store to the other engine, to keep it as text, to pass a part of it on, or to bring in events that a
program of your own has made.

```sh
dateline export --all --output all.ndjson       # of one moment, while the store is used
dateline load records all.ndjson                # into any store; twice changes nothing
dateline export --all | gzip > all.ndjson.gz    # load takes it as it is
jq -c 'select(.record == "entity")' all.ndjson  # or a part of it
```

Loaded into an empty store, on SQLite or PostgreSQL, an export makes the same records with the same ids, times and merges,
and exported again it is the same bytes. The log of changes, the loads and the keys of readers are not in it: in the new store
this load has created all records. `dateline backup` keeps those too, for the same engine. An export holds the records of all
datasets, also of those that are read with a key.

## Lines of one's own

Three lines are enough to begin with:

```json
{"record": "dataset", "key": "mine", "title": "My events", "version": "1", "publisher": "Me", "licence": "CC0-1.0", \
"citation": "Me, 2024."}
{"record": "event", "key": "mine/1", "dataset": "mine", "date": "2024-08-05", "cameo": "0871", \
"actor1": [{"name": "Iran"}]}
{"record": "event", "key": "mine/2", "dataset": "mine", "date": "2024-08-06", "cameo": "043", \
"actor1": [{"name": "Antony Blinken", "code": "USAGOV"}], "actor2": [{"entity": "country/IRN"}]}
```

- **`record`** is the kind; the rest of a line are the fields below. A field that is not known is left out, or null.
- **Records name one another by `key`**, a text of your own choosing that stays the same: the id is made of it. What a line names
  is in the store, or in a line before it.
- **Actors** are named by `entity`, the key of an entity, or in the words that you have: name, code, country, identifiers.
  Then they are found among the entities that there are, or made ([actors.md](actors.md)). Describe those of your own before.
- **Spans** count code points, as Python does, the end exclusive. Their `text` has to be what the article's text has there.
- **Loaded again**, a line that is the same changes nothing, and one that differs takes the place of what was there. Nothing is
  deleted.
- **A line that cannot be** is rejected, with the field and what would be right, and the others are loaded
  ([loading.md](loading.md#rejected-rows)).

An export gives each record its times and a `fingerprint`, by which it is known again when the file that it once came from
is loaded. Leave all three out of lines of your own. Where an exported line was altered the fingerprint counts for nothing.

Entities that belong to one another in a circle cannot all come after those that they belong to: one of them comes twice,
first as a `stub` without `affiliations`. Numbers are bounded as the store's columns are; names, titles and addresses, which
are indexed, by 2,600 bytes.
"""


def page() -> str:
    """The page as it should stand."""
    return "\n".join([OPENING, *_kinds(), *_within()])


# A dataset's key has a form of its own.
_SAME = StampedLine._declared_fields


def _kinds() -> Iterator[str]:
    yield "## Every record with an id\n"
    yield "These may stand in the lines of all kinds but `merge` and `report`.\n"
    yield from _table(StampedLine())
    for kind, schema in LINES.items():
        yield f"## {kind.capitalize()}\n"
        yield f'`"record": "{kind}"`. {_told(schema)}\n'
        yield from _table(schema(), without=_SAME)


def _within() -> Iterator[str]:
    yield "## Within records\n"
    seen: dict[str, LineSchema] = {}
    for schema in LINES.values():
        _gather(schema(), seen)
    for name, found in seen.items():
        yield f"### {name}\n"
        yield f"{_told(type(found))}\n"
        yield from _table(found)


def _gather(schema: LineSchema, seen: dict[str, LineSchema]) -> None:
    for field in schema.fields.values():
        inner = field.inner if isinstance(field, Several) else field
        if isinstance(inner, Part) and isinstance(inner.schema, LineSchema) and _name(inner) not in seen:
            seen[_name(inner)] = inner.schema
            _gather(inner.schema, seen)


def _told(schema: type[LineSchema]) -> str:
    return " ".join((schema.__doc__ or "").split())


def _table(schema: LineSchema, without: Container[str] = ()) -> Iterator[str]:
    yield row(("field", "what it says", "form", "else"))
    yield row(("---",) * 4)
    for name, field in schema.fields.items():
        if name not in without or type(field) is not type(_SAME[name]):
            told = str(field.metadata.get("description", ""))
            yield row((f"`{field.data_key or name}`", told, _form(field), _else(field)))
    yield ""


def _form(field: fields.Field[object]) -> str:
    if isinstance(field, Several):
        return f"list: {_form(field.inner)}"
    if isinstance(field, Part):
        name = _name(field)
        short = f", or its `{field.short}` alone" if field.short else ""
        return f"[{name}](#{name}){short}"
    if isinstance(field, Code):
        return f"code of [`{field.scheme}`](codebooks.md#{field.scheme})"
    return field.right if isinstance(field, Told) else ""


def _name(field: Part) -> str:
    return type(field.schema).__name__.removesuffix("Line").lower()


def _else(field: fields.Field[object]) -> str:
    if field.required:
        return "**needed**"
    default = field.load_default
    if default is missing or default in (list, dict, ""):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


if __name__ == "__main__":
    sys.stdout.write(page())
