"""Work for processes that end themselves, or never do; it imports little, so that they begin fast."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from seed.articles.pieces import Piece
from seed.importing import Read


def read(piece: Piece, marker: Path) -> Read:
    """Give a piece back as its fault; `unlucky` ends the process the first time, `deadly` each time."""
    word = piece.content.decode()
    if word == "deadly" or (word == "unlucky" and not marker.exists()):
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Read(piece.line, (), word)


def slowly(piece: Piece) -> Read:
    """Give a piece back as its fault, but never one that is `endless`."""
    word = piece.content.decode()
    while word == "endless":
        time.sleep(0.01)
    return Read(piece.line, (), word)
