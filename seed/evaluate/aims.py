"""What the extraction is to reach, task by task, and what simple rules reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from seed.evaluate import happenings, moments, people, statements
from seed.evaluate.scoring import Measured, Result

SEED = "seed"
WIKINEWS = "Wikinews"
PLOVER = "PLOVER sentences"
PETRARCH = "PETRARCH unit tests"
NOT_MEASURED = "not measured here"


def shown(share: float | None) -> str:
    """Write a share as the field does, .85; a dash where there is none."""
    return "–" if share is None else f"{share:.2f}".removeprefix("0")


_FIGURES: Mapping[str, Callable[[Result], str]] = MappingProxyType(
    {
        "P": lambda result: f"P {shown(result.precision)}",
        "R": lambda result: f"R {shown(result.recall)}",
        "F": lambda result: f"F {shown(result.f)}",
        "share": lambda result: shown(result.recall),
        "hits": lambda result: f"{result.hit} of {result.known}",
        "false": lambda result: f"{len(result.false)} false",
    }
)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached on a set. `figures` say what is shown of it: a figure of a task each, none where none is at hand."""

    task: str
    set: str
    before: str
    wanted: str
    figures: tuple[tuple[str, str], ...] = ()

    def reached(self, measured: Iterable[Measured]) -> str:
        """Write what was reached."""
        sets = {one.name: one for one in measured}
        if not self.figures or self.set not in sets:
            return NOT_MEASURED
        return ", ".join(_figure(sets[self.set], figure, task) for figure, task in self.figures)


def _figure(measured: Measured, figure: str, task: str) -> str:
    if figure == "seconds":
        return "–" if measured.seconds is None else f"{shown(measured.seconds)} s"
    return _FIGURES[figure](measured.of(task))


AIMS = (
    Aim("name mentions, title and body", SEED, "F .91", "F .99", (("F", people.NAMES),)),
    Aim("entity records", SEED, "–", "P .95, R .95", (("P", people.RECORDS), ("R", people.RECORDS))),
    Aim("boilerplate as entity", SEED, "4", "0 false", (("false", people.FURNITURE),)),
    Aim("named mentions, span", WIKINEWS, "R .64", "R .80", (("R", "named mentions of capitalized words only, span"),)),
    Aim("times, found; days right of those", SEED, "–", "all", (("hits", moments.FOUND), ("hits", moments.VALUES))),
    Aim("dates, value right given found", WIKINEWS, "–", ".90", (("share", moments.VALUES),)),
    Aim("quotes, content and resolved speaker", SEED, "9 of 10", "all", (("hits", statements.WHOLE),)),
    Aim("false quotes", SEED, "3 false", "0 false", (("false", statements.CONTENT),)),
    Aim("quotes fully, partly, not in marks: content recall", "unseen", ".89, .66, .34", ".96, .82, .50"),
    Aim("quotes, precision", "unseen", ".64", ".75"),
    Aim("speaker of fully quoted speech", "unseen", ".64", ".85"),
    Aim(
        "principal events: root code, both sides and status", SEED, "R .21, P .21", "R .85, P .80",
        (("R", happenings.PRINCIPAL), ("P", happenings.PRINCIPAL)),
    ),
    Aim("events: root code, both sides and status", "unseen", "–", "R .55, P .60"),
    Aim("nothing expected, denied or disputed called asserted", SEED, "–", "all", (("hits", happenings.STATUS),)),
    Aim("event type, micro F over 16", PLOVER, ".45", ".65", (("F", "event type"),)),
    Aim("event type with both sides' country", PLOVER, ".26", ".50", (("F", "event type and the countries of both sides"),)),
    Aim("speed on one core, without the model's start", SEED, ".3 s", "< .5 s", (("seconds", ""),)),
    Aim("constructs, full triple, with PETRARCH dictionaries", PETRARCH, "F .38", "F .60", (("F", "full triple"),)),
)  # fmt: skip
