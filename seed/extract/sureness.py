"""How sure an event or a statement is, from the tables of how often what a rule finds is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from schemas.codebook import cameo
from seed.extract.findings import Mentioned, Told
from seed.extract.lexicons import table

# QuadClass 1 and 3; what somebody announces that he will do is as yet only said.
VERBAL = (1, 3)


def of_event(telling: Told) -> float:
    """Give how often such an event is right: its code and both its sides."""
    announced = telling.plover_type is not None
    sort = "verbal" if announced or cameo(telling.cameo).quad_class in VERBAL else "material"
    return _of_events()[telling.rule, sort, _sides(telling)]


def _sides(telling: Told) -> str:
    if not telling.actor1 or not telling.actor2:
        return "one"
    return "both" if _is_known(telling.actor1) and _is_known(telling.actor2) else "open"


def _is_known(side: Iterable[Mentioned]) -> bool:
    """Say whether somebody on a side is of a country, or of a body that has a code."""
    return any(one.who.country or one.who.code for one in side)


def of_statement(rule: str) -> float:
    """Give how often a statement that a rule finds is right: its content and its speaker."""
    return _of_quotes()[rule]


@cache
def _of_events() -> Mapping[tuple[str, str, str], float]:
    return MappingProxyType(
        {
            (row["rule"], row["class"], sides): float(row[sides])
            for row in table("confidence")
            for sides in ("both", "open", "one")
        }
    )


@cache
def _of_quotes() -> Mapping[str, float]:
    return MappingProxyType({row["rule"]: float(row["confidence"]) for row in table("confidence_of_quotes")})
