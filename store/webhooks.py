"""Webhooks: addresses that are sent what happens to the events of a question, and how far each of them has been told.

The secret is kept as it is: what is sent is signed with it. Whoever sends holds a webhook for a while, so that no two do.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from secrets import token_bytes

from sqlalchemy import Connection, delete, insert, or_, select, update

from store.tables import Webhook
from store.writing import Writer

SECRET_PREFIX = "whsec_"  # noqa: S105 - the mark of one
SECRET_BYTES = 32


class NameTaken(ValueError):
    """There is a webhook of this name."""


class NoSuchWebhook(ValueError):
    """There is no webhook of this name."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it was read; what each says stands at the table."""

    name: str
    url: str
    collection: str
    filter: str
    key_name: str | None
    secret: str = field(repr=False)
    created_at: datetime
    told_until: int
    told_at: datetime | None = None
    failing_since: datetime | None = None
    attempts: int = 0
    next_at: datetime | None = None
    fault: str | None = None
    ended_at: datetime | None = None
    held_until: datetime | None = None

    def told(self, until: int, at: datetime) -> Hook:
        """Give it as it is when all is told up to a change."""
        return replace(self, told_until=until, told_at=at, failing_since=None, attempts=0, next_at=None, fault=None)

    def failed(self, fault: str, at: datetime, wait: timedelta) -> Hook:
        """Give it as it is when it did not take what it was sent."""
        since = self.failing_since or at
        return replace(self, failing_since=since, attempts=self.attempts + 1, next_at=at + wait, fault=fault)

    def resumed(self) -> Hook:
        """Give it as it is when it is tried again at once, from where it stopped."""
        return replace(self, failing_since=None, attempts=0, next_at=None, ended_at=None)


COLUMNS = tuple(Hook.__dataclass_fields__)
# What changes while it is sent to. The rest stays as it was added, and the secret goes through no statement that may be logged.
PROGRESS = ("told_until", "told_at", "failing_since", "attempts", "next_at", "fault", "ended_at", "held_until")
_ALL = select(*(getattr(Webhook, name) for name in COLUMNS)).order_by(Webhook.name)


def new_secret() -> str:
    """Make a secret to sign with."""
    return SECRET_PREFIX + b64encode(token_bytes(SECRET_BYTES)).decode()


def add_webhook(writer: Writer, name: str, url: str, asked: tuple[str, str], key_name: str | None) -> Hook:
    """Keep a webhook that is told what happens from now on; `asked` is a collection with a filter. Raises NameTaken."""
    if webhooks(writer.connection, name):
        raise NameTaken(name)
    hook = Hook(name, url, *asked, key_name, new_secret(), writer.now, writer.sequence)
    writer.connection.execute(insert(Webhook), {name: getattr(hook, name) for name in COLUMNS})
    return hook


def remove_webhook(writer: Writer, name: str) -> None:
    """Forget a webhook. Raises NoSuchWebhook."""
    if not writer.connection.execute(delete(Webhook).where(Webhook.name == name)).rowcount:
        raise NoSuchWebhook(name)


def webhooks(connection: Connection, *names: str) -> Sequence[Hook]:
    """Read the webhooks of these names, or all, by name."""
    wanted = _ALL.where(Webhook.name.in_(names)) if names else _ALL
    return [Hook(*row) for row in connection.execute(wanted)]


def hold(writer: Writer, hook: Hook, seconds: float) -> Hook | None:
    """Hold a webhook for so long; None where somebody else does, or it has gone or has been told more since it was read."""
    free = or_(Webhook.held_until.is_(None), Webhook.held_until <= writer.now)
    same = (Webhook.name == hook.name, Webhook.told_until == hook.told_until, free)
    if not is_there(writer.connection, hook):
        return None
    held = writer.now + timedelta(seconds=seconds)
    found = writer.connection.execute(update(Webhook).where(*same).values(held_until=held)).rowcount
    return replace(hook, held_until=held) if found else None


def keep(writer: Writer, hook: Hook) -> None:
    """Keep how far a webhook has come. One that was removed in the meantime stays so, and another of its name as it is."""
    if is_there(writer.connection, hook):
        progress = {name: getattr(hook, name) for name in PROGRESS}
        writer.connection.execute(update(Webhook).where(Webhook.name == hook.name).values(progress))


def is_there(connection: Connection, hook: Hook) -> bool:
    """Tell whether a webhook was not removed since it was read: another of its name has another secret."""
    secret: str | None = connection.execute(select(Webhook.secret).where(Webhook.name == hook.name)).scalar()
    return secret == hook.secret
