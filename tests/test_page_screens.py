"""The pictures of the documentation are there, small, and shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.screens import FOLDER, SCREENS

PAGE = Path(__file__).parents[1] / "docs/explorer.md"
MOST_BYTES = 200_000


def test_every_picture_is_shown_and_every_picture_shown_is_taken():
    shown = re.findall(r"!\[[^\]]+\]\(screens/(\S+?)\.webp\)", PAGE.read_text())
    assert sorted(shown) == sorted(screen.name for screen in SCREENS)
    assert {file.name for file in FOLDER.iterdir()} == {f"{screen.name}.webp" for screen in SCREENS}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_picture_is_of_its_size_and_small(screen):
    picture = (FOLDER / f"{screen.name}.webp").read_bytes()
    assert len(picture) <= MOST_BYTES
    assert size(picture) == (screen.width, screen.height)


def size(picture: bytes) -> tuple[int, int]:
    """Read width and height from the head of a lossy WebP: 14 bits each, after the code that begins a key frame."""
    assert (picture[:4], picture[8:12]) == (b"RIFF", b"WEBP")
    start = picture.index(b"\x9d\x01\x2a") + 3
    wide, high = (int.from_bytes(picture[at : at + 2], "little") & 0x3FFF for at in (start, start + 2))
    return wide, high
