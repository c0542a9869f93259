"""The annotated sets on which the extraction is measured: the seed document, and others where they are at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from seed.annotation import SEED_DOCUMENT, read_annotation
from seed.evaluate import extracted, petrarch, plover, wikinews
from seed.evaluate.aims import SEED
from seed.evaluate.scoring import Measured

# By the file in the folder of the sets.
OTHERS: Mapping[Path, Callable[[Path], Measured]] = MappingProxyType(
    {wikinews.FILE: wikinews.measured, plover.FILE: plover.measured, petrarch.FILE: petrarch.measured}
)


def measured(folder: Path | None) -> Iterator[Measured]:
    """Measure on the seed document, then on each set of a folder. Raises FileNotFoundError where one is missing there."""
    if folder is not None:
        for file in OTHERS:
            (folder / file).stat()
    yield extracted.measured(SEED, read_annotation(SEED_DOCUMENT))
    if folder is not None:
        yield from (measure(folder / file) for file, measure in OTHERS.items())
