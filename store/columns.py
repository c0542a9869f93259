"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Row, String, TypeDecorator
from sqlalchemy.orm import mapped_column


class Instant(TypeDecorator[datetime]):
    """An instant in UTC, to the microsecond; a naive one is refused. SQLite keeps text of one width, so it sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use text on SQLite, which has no type for an instant and drops time zones."""
        kind = String(27) if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse what has no zone, then write UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; give an aware datetime, such as one with tzinfo=UTC")
        instant = value.astimezone(UTC)
        if dialect.name != "sqlite":
            return instant
        # Not strftime, which does not fill up a year before 1000.
        return f"{instant.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read UTC, aware."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        stored: datetime = value
        return stored.astimezone(UTC)


# Text compared and sorted by code point on both engines, whatever the locale of the PostgreSQL cluster.
Words = String().with_variant(String(collation="C"), "postgresql")

Id = Annotated[int, mapped_column(BigInteger)]
Word = Annotated[str, mapped_column(Words)]
When = Annotated[datetime, mapped_column(Instant())]

# A row whose columns are read by name.
AnyRow = Row[*tuple[Any, ...]]
