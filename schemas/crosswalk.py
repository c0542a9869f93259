"""From a code of one scheme to what stands for it in another, and what is lost on the way.

CAMEO to PLOVER follows the official map as `cameo.csv` has it, PLOVER to CAMEO is that map read backwards. What no scheme's
authors say is in `schemas/codebooks/crosswalk/crosswalk.csv`, the best first: our own choices for what the map leaves out,
the CAMEO code that says least beyond a PLOVER type or mode, and the types of UCDP and ACLED.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from schemas.codebook import Cameo, cameo, codebook, entry, rows

# So many codes are named in a sentence; of more, how many there are.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Crossing:
    """A code of the other scheme. `lost` says in plain words what it no longer tells, None where it tells all.

    `official`: the authors of one of the schemes say so themselves; else it is a choice of this project.
    """

    code: str
    lost: str | None
    official: bool = False


class UnknownPair(ValueError):
    """Nothing leads from the one scheme to the other."""

    def __init__(self, from_scheme: str, to_scheme: str) -> None:
        super().__init__(from_scheme, to_scheme)
        self.from_scheme = from_scheme
        self.to_scheme = to_scheme

    def __str__(self) -> str:
        pairs = ", ".join(f"{start} to {end}" for start, end in PAIRS)
        return f"Nothing leads from {self.from_scheme!r} to {self.to_scheme!r}. There are: {pairs}."


def crossing(from_scheme: str, code: str, to_scheme: str) -> Crossing | None:
    """What stands best for a code in another scheme, None where nothing does.

    `to_scheme` is one of PAIRS: `cameo`, `quad_class` or `plover`, which is the mode (`ASSAULT:aerial`) where one is known
    and else the type. Raises UnknownScheme, UnknownCode or UnknownPair.
    """
    return next(iter(crossings(from_scheme, code, to_scheme)), None)


@cache
def crossings(from_scheme: str, code: str, to_scheme: str) -> tuple[Crossing, ...]:
    """All that may stand for a code in another scheme, the best first. Raises as `crossing` does."""
    entry(from_scheme, code)
    found = PAIRS.get((from_scheme, to_scheme))
    if found is None:
        raise UnknownPair(from_scheme, to_scheme)
    return tuple(found(from_scheme, code))


def scheme_of(to_scheme: str, code: str) -> str:
    """The codebook that a code found belongs to: what leads to `plover` is a mode or a type."""
    if to_scheme != "plover":
        return to_scheme
    return "plover_mode" if ":" in code else "plover_type"


def _cameo_to_plover(_scheme: str, code: str) -> Iterator[Crossing]:
    """The official map, and our own choice for the two roots that it leaves out."""
    known = cameo(code)
    target = _plover_of(known)
    written = [lost for _, lost in _written("cameo", "plover", code) if lost]
    others = [other for other in _cameo_codes(target) if other != code]
    lost = " ".join([*written, *_falling_together(others, known)])
    yield Crossing(target, lost or None, official=known.plover_type is not None)


def _plover_of(known: Cameo) -> str:
    if known.plover_type is None:
        return _written("cameo", "plover", known.code)[0][0]
    return f"{known.plover_type}:{known.plover_mode}" if known.plover_mode else known.plover_type


def _falling_together(others: list[str], known: Cameo) -> Iterator[str]:
    if others:
        contexts = f"; the context {' and '.join(known.contexts)} is kept" if known.contexts else ""
        yield f"PLOVER does not tell it from {_listed(others)}{contexts}."


def _listed(codes: list[str]) -> str:
    shown, rest = codes[:NAMED], len(codes) - NAMED
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def _plover_to_cameo(scheme: str, code: str) -> Iterator[Crossing]:
    """The code that says least beyond the type or mode, then all others that the official map brings to it."""
    [(first, written)] = _written(scheme, "cameo", code)
    mapped = [candidate for candidate in _cameo_codes(code) if cameo(candidate).plover_type]
    others = [candidate for candidate in mapped if candidate != first]
    lost = written or (f"CAMEO tells more: it may also be {_listed(others)}." if others else None)
    yield Crossing(first, lost, official=first in mapped)
    for other in others:
        yield Crossing(other, "It may say more than PLOVER does.", official=True)


def _cameo_to_class(_scheme: str, code: str) -> Iterator[Crossing]:
    """The class that GDELT writes, then that of the PLOVER type where it is another."""
    gdelt = cameo(code).quad_class
    plover = entry("plover_type", _plover_of(cameo(code)).partition(":")[0])
    theirs = plover.facts["quad_class"]
    if theirs == gdelt:
        yield Crossing(str(gdelt), None, official=True)
        return
    yield Crossing(str(gdelt), f"As GDELT writes it; PLOVER has it in class {theirs}, as {plover.code}.", official=True)
    official = cameo(code).quad_class_plover is not None
    yield Crossing(
        str(theirs), f"As PLOVER has it, under {plover.code}; GDELT writes class {gdelt}.", official=official
    )


def _as_written_to(to_scheme: str) -> Callable[[str, str], Iterator[Crossing]]:
    def written(scheme: str, code: str) -> Iterator[Crossing]:
        for target, lost in _written(scheme, to_scheme, code):
            yield Crossing(target, lost or None)

    return written


PAIRS: Mapping[tuple[str, str], Callable[[str, str], Iterator[Crossing]]] = MappingProxyType(
    {
        ("cameo", "plover"): _cameo_to_plover,
        ("cameo", "quad_class"): _cameo_to_class,
        ("plover_type", "cameo"): _plover_to_cameo,
        ("plover_mode", "cameo"): _plover_to_cameo,
    }
    | {
        (scheme, to): _as_written_to(to)
        for scheme in ("ucdp_violence", "acled_event", "acled_sub_event")
        for to in ("cameo", "plover")
    }
)


def _written(scheme: str, to_scheme: str, code: str) -> tuple[tuple[str, str], ...]:
    return _table().get((scheme, to_scheme, code), ())


@cache
def _table() -> Mapping[tuple[str, str, str], tuple[tuple[str, str], ...]]:
    found: dict[tuple[str, str, str], tuple[tuple[str, str], ...]] = {}
    for row in rows("crosswalk/crosswalk"):
        key = (row["from"], row["to"], row["code"])
        found[key] = (*found.get(key, ()), (row["target"], row["lost"]))
    return MappingProxyType(found)


def _cameo_codes(plover: str) -> tuple[str, ...]:
    return _cameo_by_plover().get(plover, ())


@cache
def _cameo_by_plover() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in codebook("cameo").codes:
        target = _plover_of(cameo(code))
        found[target] = (*found.get(target, ()), code)
    return MappingProxyType(found)
