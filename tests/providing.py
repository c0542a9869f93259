"""Have an article read with models of somebody else's: functions that answer so, each for its stage."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any
from unittest.mock import patch

from seed.extract.extracting import extract
from seed.extract.findings import Submitted
from seed.extract.providers import asking
from seed.extract.providers.named import providers_named
from seed.extract.records import batch
from seed.records import Batch

PUBLISHED = datetime(2024, 8, 5, tzinfo=UTC)
TEXT = (
    "Ministers meet in Vienna\n\nPhoto: Jane Doe\n\nVIENNA (AP) — Iran attacked Israel on Sunday, two officials said.\n\n"
    "“We will answer,” Israeli Prime Minister Benjamin Netanyahu told reporters on Monday. He is expected to meet President Joe "
    "Biden in Washington next week, and Acme Works said Biden was late.\n\nCopyright 2024, Example News. All rights reserved."
)


@contextmanager
def somebody(**functions: Any) -> Iterator[None]:
    """Let there be a module `somebody` with these functions."""
    made = ModuleType("somebody")
    vars(made).update(functions)
    asking.function.cache_clear()
    with patch.dict(sys.modules, {"somebody": made}):
        yield
    asking.function.cache_clear()


def extracted(text: str = TEXT, **answers: Any) -> Batch:
    """Extract with what each stage is answered; a function is asked."""
    functions = {
        stage: answer if callable(answer) else lambda _question, answer=answer: answer
        for stage, answer in answers.items()
    }
    providers = providers_named(f"{stage}=somebody:{stage}" for stage in answers)
    with somebody(**functions):
        return batch(extract(Submitted(text, PUBLISHED), providers=providers), today=date(2024, 8, 6))


def at(words: str, *, last: bool = False) -> dict[str, Any]:
    """Give the first or last place of words in the text."""
    start = TEXT.rindex(words) if last else TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def entity(kind: str, *mentions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give an entity of an answer."""
    return {"kind": kind, "mentions": list(mentions), **more}


def event(**more: Any) -> dict[str, Any]:
    """Give an answer with one event."""
    told = {"code": "190", "trigger": at("attacked"), "actor1": [{"text": "Iran"}], "actor2": [{"text": "Israel"}]}
    return {"events": [told | more]}


def quote(**more: Any) -> dict[str, Any]:
    """Give an answer with one statement."""
    return {"quotes": [{"content": [{"text": "We will answer"}], "speaker": {"text": "Benjamin Netanyahu"}} | more]}


def mentioned(found: Batch) -> dict[str, str]:
    """Give the keys of those who are named, by their names as they are written."""
    return {one.span.text: one.entity for one in found.articles[0].mentions if one.kind == "name"}
