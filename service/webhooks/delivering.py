"""Send what is new to all webhooks, each in order, one message after the other.

A webhook that does not take a message is asked again later, and later still, and given up after days; what happens meanwhile
waits in the change log. Each is sent to by one thread of one process at a time, so a slow one keeps no other waiting.
"""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Event

import structlog
from sqlalchemy.exc import SQLAlchemyError

from service.queries.following import told, window
from service.reading import State, state_on
from service.webhooks.asking import BadFilter, asked_by
from service.webhooks.messages import Message, message
from service.webhooks.sending import Refused, send
from store.engine import Store, start_clock, took_too_long
from store.webhooks import Hook, hold, is_there, keep, webhooks
from store.writing import writing

LOOK_SECONDS = 1.0
AT_ONCE = 32
# After so long it is the turn of those that wait; whoever sends holds a webhook for longer than that and a message may take.
TURN_SECONDS, HOLD_SECONDS = 5.0, 60.0
# For so long messages are sent as they were read: then records may have changed, and keys may have been revoked.
FRESH_SECONDS = 2.0
# How long is waited after the first time that a message was not taken, the second, and so on: the convention's.
WAITS_SECONDS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
JITTER = 0.1

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivering:
    """How webhooks are served: which hosts of the operator's own may be asked, and after how long one is given up."""

    store: Store
    query_seconds: float
    own_hosts: Collection[str]
    give_up: timedelta

    def run(self, stop: Event) -> None:
        """Go on until it is told to stop."""
        running: dict[str, Future[None]] = {}
        with ThreadPoolExecutor(AT_ONCE, "webhooks") as pool:
            while not stop.is_set():
                running = {name: future for name, future in running.items() if not _ended(name, future)}
                for hook in self._due_if_there():
                    if hook.name not in running:
                        running[hook.name] = pool.submit(self.deliver, hook, stop)
                stop.wait(LOOK_SECONDS)

    def once(self) -> int:
        """Send to each that is due what there is by now, and give how many there were."""
        newest = self._newest()
        served: set[str] = set()
        while due := self._due(newest):
            served |= {hook.name for hook in due}
            for hook in due:
                self.deliver(hook, Event())
        return len(served)

    def _newest(self) -> int:
        with self.store.reader.connect() as connection:
            return state_on(connection).sequence

    def _due(self, newest: int) -> list[Hook]:
        now = datetime.now(UTC)
        with self.store.reader.connect() as connection:
            found = webhooks(connection)
        return [hook for hook in found if hook.told_until < newest and not hook.ended_at and _is_free(hook, now)]

    def _due_if_there(self) -> list[Hook]:
        try:
            return self._due(self._newest())
        except SQLAlchemyError as error:
            # A database that has gone comes back; nothing is lost meanwhile.
            log.warning("webhooks: store unavailable", error=str(error.__cause__ or error).strip())
            return []

    def deliver(self, hook: Hook, stop: Event) -> None:
        """Send to one webhook what is new, until it does not take a message or its turn is over."""
        with writing(self.store) as writer:
            held = hold(writer, hook, HOLD_SECONDS)
        if held is None:
            return
        until = time.monotonic() + TURN_SECONDS
        try:
            for held in self._steps(held):  # noqa: B020 - each step is what was held, further on
                if stop.is_set() or time.monotonic() > until or not self._is_there(held):
                    break
        except Refused as refused:
            held = self._failed(held, refused)
        finally:
            self._keep(replace(held, held_until=None))

    def _steps(self, hook: Hook) -> Iterator[Hook]:
        """Send message after message, and give the webhook as it is after each. Raises Refused."""
        try:
            for sent, at in self._messages(hook):
                if sent is not None:
                    send(hook, sent, self.own_hosts)
                yield hook.told(at, datetime.now(UTC))
        except BadFilter as bad:
            raise Refused(f"Its filter cannot be asked any more: {bad}") from None
        except SQLAlchemyError as error:
            if not took_too_long(error):
                raise
            raise Refused("Its filter takes too long to ask.") from None

    def _messages(self, hook: Hook) -> Iterator[tuple[Message | None, int]]:
        """Give what is to be sent, each with the change up to which all is told by it; None where nothing is to be."""
        at = hook.told_until
        while True:
            now, found, until = self._window(hook, at)
            stale = time.monotonic() + FRESH_SECONDS
            for one in found:
                yield one, one.sequence
                at = one.sequence
                if time.monotonic() > stale:
                    break
            else:
                yield None, until
                if until >= now.sequence:
                    return
                at = until

    def _window(self, hook: Hook, at: int) -> tuple[State, list[Message], int]:
        with self.store.reader.connect() as connection:
            start_clock(connection, self.query_seconds)
            now = state_on(connection)
            asked = asked_by(connection, hook.collection, hook.filter, hook.key_name)
            kind = asked.shape.collection.kind
            changes = window(connection, kind, at, now.sequence)
            found = [message(now.store_id, hook, one) for one in told(connection, asked, changes.rows)]
        return now, found, changes.until

    def _failed(self, hook: Hook, refused: Refused) -> Hook:
        now = datetime.now(UTC)
        wait = WAITS_SECONDS[min(hook.attempts, len(WAITS_SECONDS) - 1)] * (1 + JITTER * random.random())  # noqa: S311 - no secret
        failed = hook.failed(refused.fault, now, timedelta(seconds=max(wait, refused.wait_seconds)))
        is_over = refused.is_final or (failed.failing_since is not None and now - failed.failing_since >= self.give_up)
        log.warning("webhooks: not taken", webhook=hook.name, fault=refused.fault, given_up=is_over)
        return replace(failed, ended_at=now) if is_over else failed

    def _is_there(self, hook: Hook) -> bool:
        with self.store.reader.connect() as connection:
            return is_there(connection, hook)

    def _keep(self, hook: Hook) -> None:
        with writing(self.store) as writer:
            keep(writer, hook)


def _is_free(hook: Hook, now: datetime) -> bool:
    return all(until is None or until <= now for until in (hook.next_at, hook.held_until))


def _ended(name: str, future: Future[None]) -> bool:
    """Tell whether a delivery is over, and log what went wrong with it here: it is tried again."""
    if not future.done():
        return False
    if (error := future.exception()) is not None:
        said = str(error) if isinstance(error, SQLAlchemyError) else repr(error)
        log.error("webhooks: could not deliver", webhook=name, fault=said)
    return True
