"""The table of settings in docs/operations.md, made from their declarations: `python -m service.settings_page`.

Only what stands between the two marks of the page is written again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from schemas.codebook_page import row
from service.settings import Settings, variable

PAGE = Path("docs/operations.md")
BEGINS = "<!-- settings: written by `python -m service.settings_page` -->\n"
ENDS = "<!-- end of settings -->\n"


def table() -> str:
    """The table, in Markdown: every setting with its default, what it may be and what it means."""
    return "".join(f"{line}\n" for line in _lines())


def renewed(page: str) -> str:
    """The page with the table of today. Raises ValueError where a mark is missing."""
    before, _, rest = page.partition(BEGINS)
    _, found, after = rest.partition(ENDS)
    if not found:
        raise ValueError(f"{PAGE} has lost the marks of its table of settings.")
    return f"{before}{BEGINS}\n{table()}\n{ENDS}{after}"


def _lines() -> Iterator[str]:
    yield row(("variable", "default", "takes", "meaning"))
    yield row(("---",) * 4)
    for one in fields(Settings):
        yield row((f"`{variable(one.name)}`", _default(one), _takes(one), one.metadata["meaning"].replace("|", "\\|")))


def _default(one: Field[Any]) -> str:
    return "empty" if one.default == "" else f"`{one.default}`"


def _takes(one: Field[Any]) -> str:
    if choices := one.metadata.get("choices"):
        return ", ".join(f"`{choice}`" for choice in choices)
    low, high = one.metadata.get("low"), one.metadata.get("high")
    return "text" if low is None else f"{low:,} to {high:,}"


def main() -> None:
    """Write the table into the page again."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
