"""What the stages of an extraction hand on to one another.

Every position is an offset in the article's text as it came, in code points. A stage reads spaCy's tokens, never a cleaned
copy: `offset` gives where a token stands in the article. Findings are compared by identity: two mentions of one name are two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from seed.records import Dated, Span

if TYPE_CHECKING:
    # Whoever sends an article to be read needs its declaration, and not the parser.
    from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True)
class Submitted:
    """An article as it comes: its text, and what whoever brings it knows of it.

    `published` is None where nobody knows; relative times stay unresolved then. `published_precision` is `instant` or `day`.
    """

    text: str
    published: datetime | None = None
    published_precision: str = "day"
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    language: str = "en"
    # The key of the article that this is another version of; None where its address or its text names it.
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Which stretches of a text are what. `passages` are the title, if it stands in the text, and the paragraphs of the story.

    `furniture` is all that is no part of the story, credits and rights included; `date_line` is the line that says when it
    was published, which is among it.
    """

    passages: tuple[Span, ...]
    title: Span | None = None
    dateline: Span | None = None
    rights: Span | None = None
    date_line: Span | None = None
    furniture: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A text that was read: its passages parsed one by one. The first is the title where `has_title`."""

    submitted: Submitted
    layout: Layout
    passages: tuple[Doc, ...]
    has_title: bool

    @property
    def text(self) -> str:
        """The article's text, unaltered."""
        return self.submitted.text

    def tokens(self) -> Iterator[Token]:
        """Give every token of the title and the story."""
        for passage in self.passages:
            yield from passage


# Where a passage begins in the article: kept with spaCy's own document.
START = "dateline_start"


def offset(token: Token) -> int:
    """Give where a token begins in the article."""
    begin: int = token.doc.user_data[START]
    return begin + token.idx


def end_of(token: Token) -> int:
    """Give where a token ends in the article."""
    return offset(token) + len(token.text)


def stretch(text: str, first: Token, last: Token) -> Span:
    """Give the stretch of the article from one token to another, both included."""
    start, end = offset(first), end_of(last)
    return Span(start, end, text[start:end])


class Bond(NamedTuple):
    """That somebody belongs to somebody: `role` is the title or description that the text gives, None for plain membership."""

    of: Who | None
    role: str | None


@dataclass(eq=False, slots=True)
class Who:
    """One person, body, country, place, group or unnamed somebody of an article, under all its names.

    `key` is that of `seed.records.EntityRecord`: `country/IRN`, `person/joe-biden`, `organization/hezbollah`,
    `place/gaza`, and for who has no name `unnamed/<article>/two-officials`. `rule` is a code of the codebook `rule`.
    """

    key: str
    kind: str
    name: str
    code: str | None = None
    country: str | None = None
    sector: str | None = None
    aliases: list[str] = field(default_factory=list)
    identifiers: dict[str, str] = field(default_factory=dict)
    bonds: list[Bond] = field(default_factory=list)
    mentions: list[Mentioned] = field(default_factory=list)
    rule: str | None = None


@dataclass(eq=False, slots=True)
class Mentioned:
    """One place where the text speaks of somebody: `head` is the token that the rest of the sentence hangs on.

    `kind` is name, nominal or pronoun. `acts_for`: the country whose government a capital's name stands for, where it acts.
    """

    who: Who
    span: Span
    kind: str
    head: Token


class Cast:
    """Everybody of an article, and who is meant by which word."""

    def __init__(self, everybody: Sequence[Who]) -> None:
        self.everybody = list(everybody)
        self._by_token: dict[tuple[int, int], Mentioned] = {}
        for who in self.everybody:
            for mentioned in who.mentions:
                self._by_token[_place(mentioned.head)] = mentioned

    def add(self, mentioned: Mentioned) -> None:
        """Take in one more mention, such as a pronoun that a later stage resolved; its `who` may be new."""
        if mentioned.who not in self.everybody:
            self.everybody.append(mentioned.who)
        mentioned.who.mentions.append(mentioned)
        self._by_token[_place(mentioned.head)] = mentioned

    def at(self, token: Token) -> Mentioned | None:
        """Give the mention whose head is this token, also as one of several: the partners of "allies and partners"."""
        found = self._by_token.get(_place(token))
        if found is None and token.dep_ == "conj":
            several = self._by_token.get(_place(token.head))
            return several if several is not None and end_of(token) <= several.span.end else None
        return found


def _place(token: Token) -> tuple[int, int]:
    return token.doc.user_data[START], token.i


@dataclass(eq=False, slots=True)
class Timed:
    """An expression of time. `dated` is None where it cannot be resolved; `head` is its last token."""

    span: Span
    dated: Dated | None
    head: Token


@dataclass(eq=False, slots=True)
class Said:
    """A statement that the text attributes to somebody, as `seed.records.QuoteRecord`.

    `quoted` are the stretches between marks. `passed_on` are those who told of it, nearest to the text first, each with
    the cue's stretch. `cue_head` is the token of the cue (None where there is none). `speaker_as_written` is there also where
    nobody is known to be meant by it.
    """

    kind: str
    content: list[Span]
    quoted: list[Span]
    cue: Span | None
    cue_lemma: str | None
    cue_head: Token | None
    speaker: Mentioned | None
    passed_on: list[tuple[Mentioned, Span | None]] = field(default_factory=list)
    addressees: list[Mentioned] = field(default_factory=list)
    said: Dated | None = None
    confidence: float = 0.5
    speaker_as_written: Span | None = None
    # A code of the codebook of this name.
    method: str = "rule"


@dataclass(eq=False, slots=True)
class Told:
    """One place where the text tells of an event. Several of one event are merged later.

    `trigger` is the verb or noun; `root` its token. `clause` is the stretch that states the event. `rule` names the rule of
    `docs/extraction.md`, on which `confidence` depends.
    """

    cameo: str
    root: Token
    trigger: Span
    clause: Span
    actor1: list[Mentioned]
    actor2: list[Mentioned]
    rule: str
    status: str = "asserted"
    status_span: Span | None = None
    attributed_to: list[Who] = field(default_factory=list)
    when: Timed | None = None
    where: Mentioned | None = None
    contexts: tuple[str, ...] = ()
    fatalities: int | None = None
    # The PLOVER type where it is not that of the code: "will send aid" is aid that is promised.
    plover_type: str | None = None
    confidence: float = 0.5
    # A code of the codebook of this name.
    method: str = "rule"


@dataclass(eq=False, slots=True)
class Happening:
    """An event with every place that tells of it, the clearest first."""

    tellings: list[Told]
    key: str
    summary: str
    cameo: str
    status: str
    dated: Dated
    actor1: list[Who]
    actor2: list[Who]
    attributed_to: list[Who]
    confidence: float


@dataclass(frozen=True, slots=True)
class Extracted:
    """All that an article says. `model` is the name and version of what parsed it, such as `en_core_web_sm 3.8.0`.

    `published_basis` says how the day of publication is known, as a code of the codebook `basis`: `origin` where whoever
    brought the article says so, `text` where it says so itself, `outside` where nobody does. `made_by` says of each stage
    that a provider was asked for who did it, as pairs for the `origin` of a record: ("entities_by", "a-model 1.0").
    """

    story: Story
    cast: Cast
    times: list[Timed]
    said: list[Said]
    happenings: list[Happening]
    model: str
    published_on: date | None
    published_basis: str = "origin"
    made_by: tuple[tuple[str, str], ...] = ()
