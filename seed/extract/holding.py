"""Which statements hold a stretch of the text, told without a look at all statements of the article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from seed.extract.findings import Said
from seed.records import Span

# Statements are kept by the blocks of text that they reach into: a few words long, most are in one.
_BLOCK_CHARACTERS = 500


class Statements:
    """The statements of an article, by where they stand."""

    def __init__(self, said: Iterable[Said]) -> None:
        self._blocks: dict[int, list[tuple[Span, Said]]] = defaultdict(list)
        for one in said:
            for part in one.content:
                for block in range(part.start // _BLOCK_CHARACTERS, part.end // _BLOCK_CHARACTERS + 1):
                    self._blocks[block].append((part, one))

    def holding(self, inner: Span) -> list[Said]:
        """Give the statements in whose content a stretch stands, in their order, each once."""
        near = self._blocks.get(inner.start // _BLOCK_CHARACTERS, ())
        return list(dict.fromkeys(one for part, one in near if part.start <= inner.start and inner.end <= part.end))
