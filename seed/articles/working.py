"""Extract from articles on several cores: each process loads the model once, and what they find comes in the order asked for."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing import get_context

from seed.articles.pieces import Known, Piece
from seed.articles.submitting import submitted
from seed.extract.extracting import extract
from seed.extract.reading import MODELS, NoExtraction, Unreadable, model
from seed.extract.records import batch
from seed.importers.files import BadFile
from seed.importers.format import BadRow
from seed.importing import Read
from seed.records import Record

# So many articles are given out ahead for each process: none waits, and memory stays the same however many there are.
_AHEAD = 4
Extracting = Callable[[Iterable[Piece]], Iterator[Read]]


def read_of(piece: Piece, known: Known) -> Read:
    """Extract all records of a piece, or say why there are none."""
    try:
        return Read(piece.line, _records(piece, known), None, is_whole=True)
    except (BadRow, Unreadable) as fault:
        return Read(piece.line, (), str(fault))


def _records(piece: Piece, known: Known) -> tuple[Record, ...]:
    extracted = extract(submitted(piece, known))
    if extracted.published_on is None:
        raise BadRow("Nothing says when it was published, by which its times are told; --published DAY says it.")
    found = batch(extracted)
    return (*found.sources, *found.entities, *found.articles, *found.events, *found.quotes)


@contextmanager
def extracting(known: Known, workers: int | None = None) -> Iterator[Extracting]:
    """Give what turns pieces into rows to be stored, on as many processes as there are cores; 0: in this process.

    Raises seed.extract.reading.NoExtraction where the model is missing, before anything is read.
    """
    if not any(map(find_spec, MODELS)):
        raise NoExtraction("Extraction needs a model of English: pip install 'dateline[extract]'.")
    if workers == 0:
        yield lambda pieces: (read_of(piece, known) for piece in pieces)
        return
    count = workers or os.cpu_count() or 1
    # Forked, a process would hold this one's open database.
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield lambda pieces: _in_order(pool, pieces, known, count * _AHEAD)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    # Whoever interrupts a load means its first process, which ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    model()


def _in_order(pool: ProcessPoolExecutor, pieces: Iterable[Piece], known: Known, ahead: int) -> Iterator[Read]:
    waiting: deque[Future[Read]] = deque()
    for piece in pieces:
        waiting.append(pool.submit(read_of, piece, known))
        if len(waiting) >= ahead:
            yield _result(waiting.popleft())
    while waiting:
        yield _result(waiting.popleft())


def _result(future: Future[Read]) -> Read:
    try:
        return future.result()
    except BrokenProcessPool:
        raise BadFile(
            "An extracting process was ended from outside, for want of memory maybe; load again to go on."
        ) from None
