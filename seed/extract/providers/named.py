"""Which provider serves which stage, as a setting or an option names it.

`entities=package.module:function` is a function of Python, `quotes=https://host/path` an address that JSON is posted to,
`events=chat+https://host/v1#model` one that speaks the chat API of OpenAI. `events=` is our own rules again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

STAGES = ("entities", "coreference", "quotes", "events")
CHAT = "chat+"
# How long a provider may take over one article, where nobody says it.
SECONDS = 20.0
_FORMS = "entities=module:function, entities=https://host/path or entities=chat+https://host/v1#model"
_FUNCTION = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")
# An address may hold commas; what follows one is another provider where it begins with a stage.
_BETWEEN = re.compile(rf",(?=\s*(?:{'|'.join(STAGES)})\s*=)")


class BadProvider(ValueError):
    """A provider that cannot be; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What serves a stage, for so many seconds an article at most. `key` is sent to an address, as a bearer token."""

    stage: str
    address: str
    seconds: float = SECONDS
    key: str = field(default="", repr=False)

    @property
    def is_function(self) -> bool:
        """Whether it is a function of Python."""
        return _FUNCTION.fullmatch(self.address) is not None

    @property
    def is_chat(self) -> bool:
        """Whether it is a language model behind the chat API."""
        return self.address.startswith(CHAT)

    @property
    def url(self) -> SplitResult:
        """The address to post to; its fragment is the model of a chat."""
        return urlsplit(self.address.removeprefix(CHAT))

    @property
    def called(self) -> str:
        """What it is called where its answer does not say: what may be secret in an address is no part of it."""
        if self.is_function:
            return self.address
        return self.url.fragment if self.is_chat else f"{self.url.netloc}{self.url.path}".rstrip("/")


def providers_named(told: Iterable[str], seconds: float = SECONDS, key: str = "") -> tuple[Provider, ...]:
    """Read who serves which stage; the last that is said of a stage counts. Raises BadProvider."""
    addresses = dict(_told(one) for each in told for one in _BETWEEN.split(each) if one.strip())
    return tuple(
        _checked(Provider(stage, addresses[stage], seconds, key)) for stage in STAGES if addresses.get(stage, "")
    )


def _told(one: str) -> tuple[str, str]:
    stage, equals, address = (part.strip() for part in one.partition("="))
    if not equals or stage not in STAGES:
        raise BadProvider(f"{one.strip()!r} names no stage: {', '.join(STAGES)}. A provider is written {_FORMS}.")
    return stage, address


def _checked(provider: Provider) -> Provider:
    if not provider.is_function:
        fault = next(_faults(provider), None)
        if fault is not None:
            raise BadProvider(f"The provider of {provider.stage} {fault}")
    return provider


def _faults(provider: Provider) -> Iterator[str]:
    try:
        url = provider.url
        _ = url.port
    except ValueError as error:
        yield f"has no address: {error}."
        return
    if url.scheme not in {"http", "https"} or not url.hostname:
        yield f"is neither a function nor an address; it is written {_FORMS}."
    if url.username is not None:
        yield "has a user in its address; a key is a setting of its own."
    if provider.is_chat and not url.fragment:
        yield "does not say which model is asked: chat+https://host/v1#model."
