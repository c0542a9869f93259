"""What an article says as brat's standoff annotation: https://brat.nlplab.org/standoff.html.

Who is named and what was said are text-bound (T), what happened are events (E) with their actors, place and date, who said it
and by which cue are relations (R), status an attribute (A), codes and confidence a note (#). No stretch crosses a line: brat
reads line by line, so one that does is written in several parts, each without blanks around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from schemas.codebook import cameo, codebook
from seed.records import Batch, EventRecord, Evidence, QuoteRecord, Span

# What Python ends a line at, and the tab that brat has between fields.
_PART = re.compile(r"[^\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# A role that ended in a digit would be taken for the first of several.
_ROLES = {"actor1": "First_actor", "actor2": "Second_actor", "place": "Place", "date": "Date"}
# Statements and appeals have no PLOVER type.
_WITHOUT_TYPE = "SAY"
_QUOTES = {"direct": "Direct_quote", "partial": "Partial_quote", "indirect": "Indirect_quote"}


def as_brat(batch: Batch) -> str:
    """Write what one article says as the lines of its .ann file; its .txt file is the article's text."""
    return "".join(f"{line}\n" for line in _Annotation(batch).lines())


def configuration() -> str:
    """Write the annotation.conf with which brat shows a folder of such files."""
    kinds = [kind.title() for kind in codebook("entity_kind").codes]
    types = [*codebook("plover_type").codes, _WITHOUT_TYPE]
    statuses = "|".join(codebook("status").codes)
    said = "|".join(_QUOTES.values())
    sides = "First_actor*:<ENTITY>, Second_actor*:<ENTITY>, Place*:<ENTITY>, Date*:Time"
    return "\n".join(
        [
            "[entities]",
            *kinds,
            "Time",
            "Cue",
            *_QUOTES.values(),
            "[relations]",
            f"Speaker Arg1:{said}, Arg2:<ENTITY>",
            f"Said_with Arg1:{said}, Arg2:Cue",
            "[events]",
            *(f"{code} {sides}" for code in types),
            "[attributes]",
            f"Status Arg:<EVENT>, Value:{statuses}",
            "",
        ]
    )


class _Annotation:
    """The annotation of one article while it is written."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._kinds = {entity.key: entity.kind.title() for entity in batch.entities}
        self._bound: dict[tuple[str, int, int], str] = {}
        self._at: dict[tuple[int, int], str] = {}
        self._lines: list[str] = []
        self._numbers = dict.fromkeys("TERA#", 0)

    def lines(self) -> list[str]:
        """Annotate everything."""
        article = self._batch.articles[0]
        for mention in article.mentions:
            bound = self._bind(self._kinds.get(mention.entity, "Unknown"), [mention.span])
            if bound:
                self._at.setdefault((mention.span.start, mention.span.end), bound)
        for event in self._batch.events:
            self._event(event, [piece for piece in event.evidence if piece.article == article.key])
        for quote in self._batch.quotes:
            self._quote(quote)
        return self._lines

    def _add(self, sort: str, rest: str) -> str:
        self._numbers[sort] += 1
        self._lines.append(f"{sort}{self._numbers[sort]}\t{rest}")
        return f"{sort}{self._numbers[sort]}"

    def _bind(self, of: str, spans: Iterable[Span]) -> str | None:
        """Annotate a stretch once as the same thing; None where there is nothing but blanks."""
        parts = [part for span in spans for part in _parts(span)]
        if not parts:
            return None
        key = (of, parts[0].start, parts[-1].end)
        if key not in self._bound:
            offsets = ";".join(f"{part.start} {part.end}" for part in parts)
            self._bound[key] = self._add("T", f"{of} {offsets}\t{' '.join(part.text for part in parts)}")
        return self._bound[key]

    def _event(self, event: EventRecord, evidence: list[Evidence]) -> None:
        of = event.plover_type or cameo(event.cameo).plover_type or _WITHOUT_TYPE
        spans = {field: [one.span for one in evidence if one.field == field and one.span] for field in _FIELDS}
        told = spans["trigger"] or spans["event"]
        trigger = self._bind(of, told[:1])
        if trigger is None:
            return
        arguments = "".join(f" {role}:{bound}" for role, bound in self._arguments(spans))
        number = self._add("E", f"{of}:{trigger}{arguments}")
        self._add("A", f"Status {number} {event.status}")
        sure = "" if event.confidence is None else f", confidence {event.confidence:.2f}"
        self._add("#", f"AnnotatorNotes {number}\tCAMEO {event.cameo}{sure}")

    def _arguments(self, spans: dict[str, list[Span]]) -> Iterator[tuple[str, str]]:
        """Give each role with what fills it; the second of one is numbered, as brat has it."""
        for field, role in _ROLES.items():
            found = (self._filler(field, span) for span in spans[field])
            for at, bound in enumerate(dict.fromkeys(filter(None, found)), 1):
                yield (role if at == 1 else f"{role}{at}"), bound

    def _filler(self, field: str, span: Span) -> str | None:
        known = self._at.get((span.start, span.end))
        return known or self._bind("Time" if field == "date" else "Unknown", [span])

    def _quote(self, quote: QuoteRecord) -> None:
        said = self._bind(_QUOTES[quote.kind], quote.content)
        if said is None:
            return
        speaker = next((one.span for one in quote.evidence if one.field == "speaker" and one.span), None)
        if speaker and (who := self._filler("speaker", speaker)):
            self._add("R", f"Speaker Arg1:{said} Arg2:{who}")
        if quote.cue and (cue := self._bind("Cue", [quote.cue])):
            self._add("R", f"Said_with Arg1:{said} Arg2:{cue}")


_FIELDS = ("trigger", "event", *_ROLES)


def _parts(span: Span) -> Iterator[Span]:
    """Cut a stretch where lines end, and leave out the blanks around each part."""
    for found in _PART.finditer(span.text):
        text = found[0].strip()
        start = span.start + found.start() + len(found[0]) - len(found[0].lstrip())
        if text:
            yield Span(start, start + len(text), text)
