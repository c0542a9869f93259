"""Give up an article that takes too long, in a process that reads one at a time in its first thread."""

from __future__ import annotations

import faulthandler
import signal
from collections.abc import Iterator
from contextlib import contextmanager

# Code that does not come back to Python cannot be interrupted; so much later the process ends.
GRACE_SECONDS = 10
_AGAIN_SECONDS = 1


class TooSlow(BaseException):
    """The time of an article is over. No stage that catches what went wrong with it catches this."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooSlow where what is done here takes longer; where even that does not come through, end the process."""
    signal.signal(signal.SIGALRM, _give_up)
    faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True)
    # Raised in a callback of compiled code it may get lost: it comes again.
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()


def _give_up(_signal: int, _frame: object) -> None:
    raise TooSlow
