"""Read an article out of a web page: its text, and what the page says of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import trafilatura

from seed.addresses import NoAddress, canonical
from seed.articles.charsets import text_of
from seed.articles.spellings import is_one_site
from seed.extract.findings import Submitted
from seed.importers.format import BadRow

# What cannot be read is told of the article; nobody else asked.
for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

# The year of a footer or the day of another story is no day of publication: a page that does not say it says nothing.
_DATING = {"original_date": True, "extensive_search": False}
# What pages say of themselves, those that show an article and those that show none.
_OF_THE_PAGE = re.compile(
    r"\b(?:cookies?|consent|javascript|ad.?blockers?|privacy policy|terms of (?:use|service)|(?:sign|log)(?:ged)? ?in|"
    r"subscri(?:be|bers?|ption)|newsletters?|all rights reserved|captcha|not a robot|page not found)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 20
_WORD = re.compile(r"\w+")
# A table, of which some are there for the layout alone, is written between bars, with a ruled line below its head.
_RULED = re.compile(r"^\|(?:\s*:?-+:?\s*\|)+\s*\n?", re.MULTILINE)
_BARS = re.compile(r"^\|[ |]*|[ |]*\|[ ]*$", re.MULTILINE)
_BETWEEN_AUTHORS = re.compile(r"\s*;\s*")


def page(content: bytes, url: str | None = None) -> Submitted:
    """Read the article of a page that was fetched from `url`. Raises BadRow where there is none.

    Its headline begins the text, as it does on the page. The address that it gives itself counts only where it is of the
    site that it was fetched from: no page speaks for another's.
    """
    if url is not None and urlsplit(url)[2:4] in (("", ""), ("/", "")):
        raise BadRow("It is the front page of a site, which is no article; name an article, or a feed of the site.")
    found = _found(text_of(content), url)
    text = _BARS.sub("", _RULED.sub("", found.text or "")).strip() if found is not None else ""
    if sum(len(_WORD.findall(line)) for line in _told(text)) < _FEWEST_WORDS:
        raise BadRow("No article is found in the page.")
    title = " ".join((found.title or "").split()) or None
    return Submitted(
        text=_headed(title, text),
        published=datetime.fromisoformat(found.date).replace(tzinfo=UTC) if found.date else None,
        published_precision="day",
        title=title,
        url=_address(found.url, url),
        publisher=found.sitename or None,
        authors=tuple(filter(None, _BETWEEN_AUTHORS.split(found.author or ""))),
    )


def _found(text: str, url: str | None) -> Any:
    try:
        return trafilatura.bare_extraction(
            text, url=url, with_metadata=True, include_comments=False, date_extraction_params=_DATING
        )
    except (ValueError, RecursionError):
        return None


def _told(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if not _OF_THE_PAGE.search(line))


def _headed(title: str | None, text: str) -> str:
    """Put the headline before a text that does not begin with it, or with another wording of it."""
    if title is None:
        return text
    own, first = (set(_WORD.findall(words.casefold())) for words in (title, text.partition("\n")[0]))
    is_there = 2 * len(own & first) > max(len(own), len(first))
    return text if is_there else f"{title}\n\n{text}"


def _address(own: str | None, fetched: str | None) -> str | None:
    """Choose between the address that a page gives itself and where it is from."""
    if fetched is None:
        fetched = own
    chosen = own if own and fetched and is_one_site(own, fetched) else fetched
    try:
        return canonical(chosen) if chosen else None
    except NoAddress:
        return None
