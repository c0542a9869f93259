"""Extract from articles on several cores: each process loads the model once, and what they find comes in the order asked for."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context

from sqlalchemy.exc import SQLAlchemyError

from seed.articles.earlier import as_stored, store_at
from seed.articles.pieces import Known, Piece
from seed.articles.submitting import fault_of_program, submitted
from seed.extract.extracting import extract
from seed.extract.providers.named import Provider
from seed.extract.reading import MODELS, NoExtraction, Unreadable, model
from seed.extract.records import batch
from seed.extract.time_limit import TooSlow, within
from seed.importers.format import BadRow
from seed.importing import Read
from seed.records import Record

# So many articles are given out ahead for each process: none waits, and memory stays the same however many there are.
_AHEAD = 4
Extracting = Callable[[Iterable[Piece]], Iterator[Read]]
Work = Callable[[Piece], Read]
UNDATED = "undated, so that the day on which it was first read stands in and its relative times stay open"
_ENDED = "The process that read it was ended twice, from outside or for want of memory or time."
_TOO_SLOW = "It takes longer than {:g} seconds to be read. Cut it into articles, or raise DATELINE_EXTRACT_SECONDS."


def read_of(piece: Piece, known: Known, database_url: str, providers: Sequence[Provider] = ()) -> Read:
    """Extract all records of a piece, or say why there are none."""
    try:
        article, day = as_stored(store_at(database_url), submitted(piece, known))
        extracted = extract(article, providers=providers)
        found = batch(extracted, today=day)
    except (BadRow, Unreadable) as fault:
        return Read(piece.line, (), str(fault))
    except (NoExtraction, SQLAlchemyError):
        raise
    except Exception as error:  # noqa: BLE001 - the others are to be read, and this one is to be found again
        return Read(piece.line, (), fault_of_program(error))
    records: tuple[Record, ...] = (*found.sources, *found.entities, *found.articles, *found.events, *found.quotes)
    return Read(piece.line, records, None, (UNDATED,) * (extracted.published_on is None), is_whole=True)


def within_time(piece: Piece, work: Work, seconds: float) -> Read:
    """Do the work of a piece, unless it takes longer than it may."""
    try:
        with within(seconds):
            return work(piece)
    except TooSlow:
        return Read(piece.line, (), _TOO_SLOW.format(seconds))


@contextmanager
def extracting(
    known: Known,
    database_url: str,
    seconds: float,
    workers: int | None = None,
    providers: Sequence[Provider] = (),
) -> Iterator[Extracting]:
    """Give what turns pieces into rows to be stored, on as many processes as there are cores; 0: in this process.

    An article that takes longer than so many seconds is given up, but not in this process, whose alarm is not ours.
    Raises seed.extract.reading.NoExtraction where the model is missing, before anything is read.
    """
    if not any(map(find_spec, MODELS)):
        raise NoExtraction("Extraction needs a model of English: pip install 'dateline[extract]'.")
    work = partial(read_of, known=known, database_url=database_url, providers=providers)
    if workers == 0:
        try:
            yield lambda pieces: map(work, pieces)
        finally:
            # This process goes on, and may come to another store of this name.
            store_at(database_url).close()
            store_at.cache_clear()
        return
    cores = _Cores(workers or os.cpu_count() or 1, partial(within_time, work=work, seconds=seconds))
    try:
        yield cores.read
    finally:
        cores.end()


class _Cores:
    """Processes that extract. Where one is ended from outside, what they were reading is read again, each alone."""

    def __init__(self, count: int, work: Work) -> None:
        self._count = count
        self._work = work
        self._pool = _begun(count)
        # Begins no process until it is needed.
        self._alone = _begun(1)

    def read(self, pieces: Iterable[Piece]) -> Iterator[Read]:
        """Read pieces, in their order."""
        waiting: deque[tuple[Piece, Future[Read]]] = deque()
        for piece in pieces:
            waiting.append((piece, self._given(piece)))
            if len(waiting) >= self._count * _AHEAD:
                yield self._taken(*waiting.popleft())
        while waiting:
            yield self._taken(*waiting.popleft())

    def end(self) -> None:
        """End the processes, without what they have not begun."""
        for pool in (self._pool, self._alone):
            pool.shutdown(wait=False, cancel_futures=True)

    def _given(self, piece: Piece) -> Future[Read]:
        try:
            return self._pool.submit(self._work, piece)
        except BrokenProcessPool:
            self._pool = _begun(self._count)
            return self._pool.submit(self._work, piece)

    def _taken(self, piece: Piece, future: Future[Read]) -> Read:
        with suppress(BrokenProcessPool):
            return future.result()
        # It may be this one or any beside it that takes too much.
        try:
            return self._alone.submit(self._work, piece).result()
        except BrokenProcessPool:
            self._alone = _begun(1)
            return Read(piece.line, (), _ENDED)


def _begun(count: int) -> ProcessPoolExecutor:
    # Forked, a process would hold this one's open database.
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    # Whoever interrupts a load means its first process, which ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    model()
