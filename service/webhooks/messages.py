"""What is sent to a webhook, signed by the Standard Webhooks convention: <https://www.standardwebhooks.com>."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import orjson

from schemas.fields import instant
from service.queries.following import Told
from service.stream_text import data
from store.webhooks import SECRET_PREFIX, Hook

USER_AGENT = "Dateline (a news-event archive; tells what its operator names)"
ID_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Message:
    """A message; the same change has the same id each time it is sent, so that whoever has had it can tell."""

    id: str
    body: bytes
    sequence: int


def message(store_id: str, hook: Hook, one: Told) -> Message:
    """Write the message of a change: its type is what happened, its data what a stream would tell."""
    body = b'{"type":"%b.%b","timestamp":%b,"sequence":%d,"data":%b}' % (
        one.kind.value.encode(),
        one.how.encode(),
        orjson.dumps(instant(one.at)),
        one.sequence,
        data(one),
    )
    return Message(_id(store_id, hook, str(one.sequence)), body, one.sequence)


def trial(store_id: str, hook: Hook, now: datetime) -> Message:
    """Write a message that tells of nothing, to try whether a webhook takes any."""
    body = orjson.dumps({"type": "webhook.test", "timestamp": instant(now), "data": {"name": hook.name}})
    return Message(_id(store_id, hook, f"test {now}"), body, hook.told_until)


def _id(store_id: str, hook: Hook, what: str) -> str:
    said = "\n".join((store_id, hook.name, hook.created_at.isoformat(), what))
    return f"msg_{sha256(said.encode()).hexdigest()[:ID_LETTERS]}"


def headers(hook: Hook, sent: Message, now: datetime) -> Mapping[str, str]:
    """Give the headers by which the receiver knows who sends, what, and when."""
    at = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": sent.id,
        "webhook-timestamp": at,
        "webhook-signature": signature(hook.secret, sent.id, at, sent.body),
    }


def signature(secret: str, identity: str, at: str, body: bytes) -> str:
    """Sign a message: HMAC-SHA256 over its id, the time in seconds and its body."""
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b".".join((identity.encode(), at.encode(), body))
    return f"v1,{b64encode(hmac.digest(key, signed, sha256)).decode()}"
