"""What the process of the extraction does: it alone loads the parser and its model."""

from __future__ import annotations

from seed.extract.extracting import extract
from seed.extract.findings import Submitted
from seed.extract.reading import model
from seed.extract.records import batch
from seed.records import Batch


def ready() -> None:
    """Load the model, before any article's time runs. Raises NoExtraction."""
    model()


def records_of(submitted: Submitted) -> Batch:
    """Find what an article says. Raises Unreadable."""
    return batch(extract(submitted))
