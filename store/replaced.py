"""What the change log keeps of a record that changes or ends: its document as lists show it.

An article's has its text too, which stands nowhere else once another has taken its place.
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from sqlalchemy import Connection, case, select

from store.derived import Document
from store.identity import Kind
from store.refresh import BATCH_RECORDS, batched


def kept_documents(connection: Connection, records: Iterable[int]) -> dict[int, bytes]:
    """Give the documents of records, as they are now, in the form in which the change log keeps them."""
    with_text = case((Document.kind == Kind.ARTICLE.value, Document.whole))
    statement = select(Document.id, Document.body, with_text.label("whole"))
    return {
        row.id: _with_text(row.body, row.whole) if row.whole else row.body
        for some in batched(records, BATCH_RECORDS)
        for row in connection.execute(statement.where(Document.id.in_(some)))
    }


def _with_text(body: bytes, whole: bytes) -> bytes:
    text = orjson.loads(whole)["text"]
    return body if text is None else b'%b,"text":%b}' % (body[:-1], orjson.dumps(text))
