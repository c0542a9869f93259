"""Send a message, by the rules by which addresses are asked for articles: to the public internet, and without being led on."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from seed.articles.addresses import is_public
from seed.articles.fetching import Limits, NotFetched, asked, parts_of
from service.webhooks.messages import Message, headers
from store.webhooks import Hook

LIMITS = Limits(seconds=15.0, seconds_of_silence=15.0)
# What of an answer is shown to an operator; the rest is not read.
SHOWN_BYTES = 200
GONE = 410
# Who asks to wait longer is sent the message after so long nevertheless.
MOST_WAIT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A message that was not taken: what came instead, how long the receiver asks to wait, and whether it wants no more."""

    fault: str
    wait_seconds: float = 0.0
    is_final: bool = False


def send(hook: Hook, message: Message, own_hosts: Collection[str]) -> None:
    """Send a message to where a webhook is; `own_hosts` may be asked wherever they are. Raises Refused."""
    now = datetime.now(UTC)
    try:
        host = parts_of(hook.url).hostname
        until = time.monotonic() + LIMITS.seconds
        with asked(
            "POST",
            hook.url,
            headers(hook, message, now),
            message.body,
            LIMITS,
            until,
            may_be_asked=lambda ip: host in own_hosts or is_public(ip),
        ) as answer:
            if 200 <= answer.status < 300:
                return
            status, wait = answer.status, _wait(answer.headers.get("Retry-After", ""), now)
            said = _readable(answer.read1(SHOWN_BYTES).decode(errors="replace"))
    except NotFetched as error:
        raise Refused(str(error)) from None
    moved = " A redirect is not followed: name the address where it leads." if 300 <= status < 400 else ""
    shown = f": {said}" if said else "."
    raise Refused(f"It answered {status}{shown}{moved}", wait, status == GONE)


def _readable(said: str) -> str:
    """Make one line of it, without what a terminal would obey and a database refuse."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())


def _wait(asked_for: str, now: datetime) -> float:
    """Read how long a receiver asks to wait: seconds, or a date; 0 for anything else."""
    try:
        seconds = (
            float(asked_for) if asked_for.isdecimal() else (parsedate_to_datetime(asked_for) - now).total_seconds()
        )
    except (ValueError, TypeError):
        return 0.0
    return min(max(seconds, 0.0), MOST_WAIT_SECONDS)
