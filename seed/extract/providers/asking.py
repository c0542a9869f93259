"""Ask a provider about an article, and take its answer for nothing but JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from seed.extract.providers import chat
from seed.extract.providers.endpoint import posted
from seed.extract.providers.named import BadProvider, Provider
from seed.extract.providers.plain import Json, NoAnswer, read, said_by, words, written

# The list that an answer holds, stage by stage.
LISTS: Mapping[str, str] = {"entities": "entities", "coreference": "entities", "quotes": "quotes", "events": "events"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider found, as plain JSON that nobody has checked, and its name and version."""

    items: list[Any]
    made_by: str


def answered(provider: Provider, question: Json) -> Answer:
    """Ask a provider. Raises NoAnswer."""
    if provider.is_function:
        told = _called(provider, question)
    elif provider.is_chat:
        told = chat.asked(provider, question)
    else:
        told = posted(provider, provider.url.geturl(), question)
    items = told.get(LISTS[provider.stage]) if isinstance(told, dict) else None
    if not isinstance(items, list):
        raise NoAnswer(f"its answer has no list {LISTS[provider.stage]!r}")
    return Answer(items, _name(told.get("provider")) or words(provider.called))


def check(providers: Iterable[Provider]) -> None:
    """Raise BadProvider for a function that is not there, before the first article is read."""
    for provider in providers:
        if provider.is_function:
            try:
                function(provider.address)
            except NoAnswer as fault:
                raise BadProvider(f"The provider of {provider.stage}, {provider.address}: {fault}.") from None


@cache
def function(address: str) -> Callable[[Json], Any]:
    """Load the function that module:function names. Raises NoAnswer."""
    module, _, name = address.partition(":")
    try:
        found = getattr(import_module(module), name)
    except Exception as fault:  # noqa: BLE001 - whatever a module of somebody else's does when it is loaded
        raise NoAnswer(f"it cannot be loaded: {said_by(fault)}") from None
    if not callable(found):
        raise NoAnswer("it is no function")
    given: Callable[[Json], Any] = found
    return given


def _called(provider: Provider, question: Json) -> Any:
    asked = function(provider.address)
    try:
        found = asked(question)
    except Exception as fault:  # noqa: BLE001 - whatever a function of somebody else's may raise
        raise NoAnswer(f"it failed: {said_by(fault)}") from None
    return read(written(found))


def _name(told: object) -> str:
    """Read the name and version that an answer gives."""
    if not isinstance(told, dict) or not isinstance(told.get("name"), str):
        return ""
    version = told.get("version")
    return words(f"{told['name']} {version}" if isinstance(version, str | int | float) else told["name"])
