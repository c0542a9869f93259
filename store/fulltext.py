"""Full text over both engines: index a record's tokens, and find records by words, phrases and beginnings of words.

Every term is asked of the record as a whole, so a match does not depend on how its text was cut into parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    bindparam,
    cast,
    delete,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from store.bulk import insert_rows, many
from store.derived import TextPart
from store.tokens import MAX_PHRASE_TOKENS, parts, tokens

# Made by the migration with SQLite's own syntax; SQLAlchemy only needs to know its name.
_FTS = Table("text_index", MetaData(), Column("rowid", Integer))

CREATE_SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE text_index USING fts5("
    "tokens, content='text_part', content_rowid='id', tokenize='ascii', detail='full')"
)


class BadSearch(ValueError):
    """The words of a search cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Term:
    """Tokens in a row. `beginning`: the last is the beginning of a word. `wanted` is False for what must not occur."""

    tokens: tuple[str, ...]
    beginning: bool
    wanted: bool


def terms(search: str) -> list[Term]:
    """Read a search: words (all must occur), "a phrase", word* for a beginning, -word for what must not occur.

    Raises BadSearch where no word is left to look for or a phrase is longer than MAX_PHRASE_TOKENS.
    """
    found = []
    for index, piece in enumerate(search.split('"')):
        quoted = index % 2 == 1
        for raw in [piece] if quoted else piece.split():
            term = _term(raw, search, index, quoted)
            if term.tokens:
                found.append(term)
    if not any(term.wanted for term in found):
        raise BadSearch("needs at least one word to look for")
    return found


def _term(raw: str, search: str, index: int, quoted: bool) -> Term:
    words = tuple(tokens(raw))
    if len(words) > MAX_PHRASE_TOKENS:
        raise BadSearch(f"a phrase may have up to {MAX_PHRASE_TOKENS} words")
    before = search.split('"')[index - 1] if quoted else raw
    unwanted = before.endswith("-") if quoted else raw.startswith("-") and bool(words)
    return Term(words, beginning=not quoted and raw.endswith("*"), wanted=not unwanted)


def expression(term: Term, on_sqlite: bool) -> str:
    """Spell a term in the engine's query language. Tokens are ASCII letters and digits, so nothing needs escaping."""
    if on_sqlite:
        return '"' + " ".join(term.tokens) + '"' + ("*" if term.beginning else "")
    last = len(term.tokens) - 1
    return " <-> ".join(
        f"'{token}'" + (":*" if term.beginning and position == last else "")
        for position, token in enumerate(term.tokens)
    )


def records_with(term: BindParameter[str], on_sqlite: bool) -> Select[int]:
    """Select the ids of the records in which an engine's expression occurs."""
    if on_sqlite:
        match: ColumnElement[bool] = literal_column("text_index").op("MATCH")(term)
        return select(TextPart.record_id).join(_FTS, _FTS.c.rowid == TextPart.id).where(match)
    return select(TextPart.record_id).where(TextPart.vector.op("@@")(cast(term, TSQUERY)))


def index_texts(connection: Connection, texts: Mapping[int, str]) -> None:
    """Index the searchable text of records, in place of what was indexed for them."""
    forget_texts(connection, texts.keys())
    add_texts(connection, texts)


def add_texts(connection: Connection, texts: Mapping[int, str]) -> None:
    """Index the searchable text of records of which nothing is indexed yet."""
    pieces = [(record, part) for record, searchable in texts.items() for part in parts(tokens(searchable)) if part]
    if connection.dialect.name == "sqlite":
        _add_sqlite(connection, [(record, " ".join(part)) for record, part in pieces])
    else:
        rows = [{"record_id": record, "tokens": "", "vector": _vector(part)} for record, part in pieces]
        insert_rows(connection, TextPart, rows)


def _add_sqlite(connection: Connection, pieces: Sequence[tuple[int, str]]) -> None:
    first = (connection.execute(select(func.max(TextPart.id))).scalar() or 0) + 1
    numbered = [(number, record, words) for number, (record, words) in enumerate(pieces, first)]
    many(connection, "INSERT INTO text_part (id, record_id, tokens) VALUES (?, ?, ?)", numbered)
    indexed = [(number, words) for number, _, words in numbered]
    many(connection, "INSERT INTO text_index (rowid, tokens) VALUES (?, ?)", indexed)


def forget_texts(connection: Connection, records: Iterable[int]) -> None:
    """Take records out of the index."""
    gone = list(records)
    if connection.dialect.name == "sqlite":
        connection.execute(
            text(
                "INSERT INTO text_index (text_index, rowid, tokens) "
                "SELECT 'delete', id, tokens FROM text_part WHERE record_id IN :records"
            ).bindparams(bindparam("records", expanding=True)),
            {"records": gone},
        )
    connection.execute(delete(TextPart).where(TextPart.record_id.in_(gone)))


def _vector(part: Sequence[str]) -> str:
    """Spell a tsvector with positions, as PostgreSQL reads it."""
    positions: dict[str, list[str]] = {}
    for position, token in enumerate(part, start=1):
        positions.setdefault(token, []).append(str(position))
    return " ".join(f"'{token}':{','.join(places)}" for token, places in positions.items())
