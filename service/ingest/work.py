"""What the process of the extraction does: it alone loads the parser and its model."""

from __future__ import annotations

import logging
from functools import cache

import structlog

from seed.extract.extracting import extract
from seed.extract.findings import Submitted
from seed.extract.providers.named import Provider
from seed.extract.reading import model
from seed.extract.records import batch
from seed.records import Batch
from service.settings import settings_from


class _IntoTheLog(logging.Handler):
    """Writes what is told of providers as the log is written."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        structlog.get_logger().warning(record.getMessage())


def ready() -> None:
    """Load the model, before any article's time runs. Raises NoExtraction."""
    model()
    logging.getLogger("dateline.providers").handlers = [_IntoTheLog()]


def records_of(submitted: Submitted) -> Batch:
    """Find what an article says. Raises Unreadable."""
    return batch(extract(submitted, providers=_providers()))


@cache
def _providers() -> tuple[Provider, ...]:
    # The server has read them before it started this process.
    return settings_from().providers()
