"""Read an article out of a web page: its text, and what the page says of it."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import Any

import trafilatura

from seed.addresses import NoAddress, canonical, domain
from seed.extract.findings import Submitted
from seed.importers.format import BadRow

# What cannot be read is told of the article; nobody else asked.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_BETWEEN_AUTHORS = re.compile(r"\s*;\s*")


def page(content: bytes, url: str | None = None) -> Submitted:
    """Read the article of a page that was fetched from `url`. Raises BadRow where there is none.

    Its headline begins the text, as it does on the page. The address that it gives itself counts only where it is of the
    host that it was fetched from: no page speaks for another's.
    """
    found = _found(content, url)
    if found is None or not found.text:
        raise BadRow("No article is found in the page.")
    title = " ".join((found.title or "").split()) or None
    return Submitted(
        text=_headed(title, found.text),
        published=datetime.fromisoformat(found.date).replace(tzinfo=UTC) if found.date else None,
        published_precision="day",
        title=title,
        url=_address(found.url, url),
        publisher=found.sitename or None,
        authors=tuple(filter(None, _BETWEEN_AUTHORS.split(found.author or ""))),
    )


def _found(content: bytes, url: str | None) -> Any:
    try:
        return trafilatura.bare_extraction(content, url=url, with_metadata=True, include_comments=False)
    except (ValueError, RecursionError):
        return None


def _headed(title: str | None, text: str) -> str:
    first = " ".join(text.partition("\n")[0].split())
    return text if title is None or first.casefold() == title.casefold() else f"{title}\n\n{text}"


def _address(own: str | None, fetched: str | None) -> str | None:
    """Choose between the address that a page gives itself and where it is from."""
    if fetched is None:
        fetched = own
    chosen = own if own and fetched and domain(own) == domain(fetched) else fetched
    try:
        return canonical(chosen) if chosen else None
    except NoAddress:
        return None
