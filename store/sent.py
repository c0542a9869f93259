"""The tables of what is sent by hand or program, besides records: corrections of them, and requests that were answered."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import Id, When, Word
from store.tables import Base


class Correction(Base):
    """What somebody put right in one field of a record; the newest of a field holds, until it is withdrawn.

    `sequence` is that of the change which it made, None where it made none. `value` is JSON, None where an earlier
    correction is withdrawn. The record itself may be gone: what was rejected is.
    """

    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    record_id: Mapped[Id]
    record_kind: Mapped[Word]
    field: Mapped[Word]
    value: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[Word]
    by_key: Mapped[Word]
    at: Mapped[When]
    __table_args__ = (Index("correction_by_record", "record_id", "id"),)


class AnsweredRequest(Base):
    """A request that is not to be done twice, by its key of idempotency; without a status while it is being answered."""

    __tablename__ = "answered_request"
    asker: Mapped[Word] = mapped_column(primary_key=True)
    idempotency_key: Mapped[Word] = mapped_column(primary_key=True)
    sha256: Mapped[Word]
    at: Mapped[When] = mapped_column(index=True)
    status: Mapped[int | None]
    content_type: Mapped[Word | None]
    location: Mapped[Word | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
