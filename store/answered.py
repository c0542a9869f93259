"""Requests that are not to be done twice: what each was answered with, for a day, by whom asked and its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from store.sent import AnsweredRequest
from store.writing import Writer

KEPT = timedelta(hours=24)
# After so long a request that has no answer yet was cut off.
CUT_OFF = timedelta(minutes=15)


class InProgress(ValueError):
    """The same request is being answered at this moment."""


class AnotherRequest(ValueError):
    """The key was used for another request."""


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is not to be done twice: `sha256` is of all that it asks."""

    asker: str
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Given:
    """What a request was answered with."""

    status: int
    content_type: str
    location: str | None
    body: bytes


def begun(writer: Writer, once: Once) -> Given | None:
    """Note that a request is being answered; gives the answer where it was before.

    Raises InProgress, and AnotherRequest where this key was sent with another request.
    """
    writer.connection.execute(delete(AnsweredRequest).where(AnsweredRequest.at < writer.now - KEPT))
    there = writer.connection.execute(select(*AnsweredRequest.__table__.c).where(_of(once))).first()
    if there is not None and there.sha256 != once.sha256:
        raise AnotherRequest
    if there is not None and there.status is not None:
        return Given(there.status, there.content_type, there.location, there.body)
    if there is not None and there.at > writer.now - CUT_OFF:
        raise InProgress
    forget(writer, once)
    row = {"asker": once.asker, "idempotency_key": once.key, "sha256": once.sha256, "at": writer.now}
    writer.connection.execute(insert(AnsweredRequest), row)
    return None


def note(writer: Writer, once: Once, given: Given) -> None:
    """Note what a request was answered with."""
    values = {
        "status": given.status,
        "content_type": given.content_type,
        "location": given.location,
        "body": given.body,
    }
    writer.connection.execute(update(AnsweredRequest).where(_of(once)).values(values))


def forget(writer: Writer, once: Once) -> None:
    """Let a request be done anew: nothing came of it."""
    writer.connection.execute(delete(AnsweredRequest).where(_of(once)))


def _of(once: Once) -> ColumnElement[bool]:
    return and_(AnsweredRequest.asker == once.asker, AnsweredRequest.idempotency_key == once.key)
