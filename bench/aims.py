"""What the service is to reach, each aim a row: its work, what is compared and the limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.exports import FORMS, Exports
from bench.loading import Loading
from bench.measuring import Figures
from bench.stores import EMPTY
from bench.works import (
    DEEP,
    FIRST,
    HOT,
    ITEM,
    LIST,
    MONTHS_OF_ACTOR,
    MONTHS_OF_ALL,
    MONTHS_OF_COUNTRY,
    NOT_MODIFIED,
    SMALLER,
)

OURS = "dateline"


@dataclass(frozen=True, slots=True)
class Found:
    """All that was measured of one store."""

    engine: str
    figures: Mapping[tuple[str, str], Figures]
    exports: Mapping[tuple[str, str], Exports]
    loadings: Mapping[str, Loading]

    def cpu(self, work: str, server: str = OURS) -> float:
        """The server's CPU for a request in microseconds. Raises KeyError where that was not measured."""
        return self.figures[work, server].middle("cpu")

    def per_second(self, work: str, server: str = OURS) -> float:
        """Requests a second. Raises KeyError where that was not measured."""
        return self.figures[work, server].middle("per_second")


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure that is to be at most, or at least, so much; `unit` follows it."""

    work: str
    sign: str
    limit: float
    unit: str
    measured: Callable[[Found], float]

    @property
    def spelt(self) -> str:
        """The aim as it stands beside a work."""
        return f"{self.sign} {self.limit:,g} {self.unit}"

    def verdict(self, found: Found) -> str | None:
        """Say whether it is met, and by how much it is not; None where it was not measured."""
        try:
            value = self.measured(found)
        except KeyError:
            return None
        excess = value / self.limit - 1 if self.sign == "≤" else self.limit / max(value, 1e-9) - 1
        shown = (
            f"{self.work}: {self.spelt}: {value:,.2f}" if value < 100 else f"{self.work}: {self.spelt}: {value:,.0f}"
        )
        return f"met      {shown}" if excess <= 0 else f"NOT MET  {shown}, missed by {excess:.0%}"


def _to(work: str, server: str, of: str | None = None) -> Callable[[Found], float]:
    """Compare CPU: that of a work of ours to that of a work of some server."""
    return lambda found: found.cpu(work) / found.cpu(of or work, server)


def _grown(form: str) -> Callable[[Found], float]:
    return lambda found: found.exports[form, OURS].grown_bytes / 1e6


def _export_to(server: str) -> Callable[[Found], float]:
    return lambda found: found.exports["csv", OURS].per_second / found.exports["csv", server].per_second


def _rate(found: Found) -> float:
    return found.loadings[EMPTY].rows / found.loadings[EMPTY].seconds


LOAD = "load"
LOAD_LIMITS = {"sqlite": 5_000, "postgresql": 8_000}
CEILING = "× ceiling's CPU"
ITEMS = "× an item's CPU"
AIMS = (
    Aim(ITEM, "≤", 1.6, CEILING, _to(ITEM, "ceiling")),
    Aim(LIST, "≤", 2.2, CEILING, _to(LIST, "ceiling")),
    Aim(
        LIST, "≥", 10, "× Datasette's req/s", lambda found: found.per_second(LIST) / found.per_second(LIST, "datasette")
    ),
    Aim(LIST, "≤", 1.2, "× the smaller store's CPU", _to(LIST, SMALLER)),
    Aim(HOT, "≤", 1.5, CEILING, _to(HOT, "ceiling")),
    Aim(DEEP, "≤", 1.2, "× page 1's CPU", _to(DEEP, OURS, FIRST)),
    Aim(MONTHS_OF_ACTOR, "≤", 3, ITEMS, _to(MONTHS_OF_ACTOR, OURS, ITEM)),
    Aim(MONTHS_OF_COUNTRY, "≤", 3, ITEMS, _to(MONTHS_OF_COUNTRY, OURS, ITEM)),
    Aim(MONTHS_OF_ALL, "≤", 3, ITEMS, _to(MONTHS_OF_ALL, OURS, ITEM)),
    Aim(NOT_MODIFIED, "≤", 1.3, "× a constant route's CPU", _to(NOT_MODIFIED, "constant")),
    *(Aim(f"export as {form}", "≤", 25, "MB more memory", _grown(form)) for form in FORMS),
    Aim("export as csv", "≥", 5, "× Datasette's rows/s", _export_to("datasette")),
)


def aims(engine: str) -> Sequence[Aim]:
    """Give the aims for a store on this engine."""
    return (*AIMS, Aim(LOAD, "≥", LOAD_LIMITS[engine], "rows/s", _rate))


def aims_of(work: str, engine: str) -> str:
    """Write the aims of a work, to stand beside it."""
    return ", ".join(aim.spelt for aim in aims(engine) if aim.work == work)


def verdicts(found: Found) -> Iterator[str]:
    """Say of each aim that was measured whether it is met."""
    yield from filter(None, (aim.verdict(found) for aim in aims(found.engine)))
