"""The store that a command works on, and what went wrong outside, in one line that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from seed.annotation import AnnotationError
from seed.importers.files import BadFile
from seed.importers.rejects import TooManyRejects
from seed.storing import IdCollision
from service.backups import BackupFailed
from service.settings import BadSetting, settings_from, variable
from store.engine import Store, StoreUrlError, open_store
from store.migrate import WrongShape, check_shape

SAYS_WHY = (
    BadSetting,
    StoreUrlError,
    WrongShape,
    AnnotationError,
    IdCollision,
    BackupFailed,
    BadFile,
    TooManyRejects,
)


def said_of(error: Exception) -> str | None:
    """Say in one line what went wrong; None of what is no fault from outside."""
    if isinstance(error, SAYS_WHY):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        return f"The store cannot be used: {said_by(error)}. {variable('database_url')} says where it is."
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'}: {error.strerror or error}."
    return None


def said_by(error: SQLAlchemyError) -> str:
    """Give what the database says of an error, in one line."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


@contextmanager
def opened_store(*, prepared: bool = True) -> Iterator[Store]:
    """Open the store of the settings; `prepared` refuses one without the tables of this version."""
    opened = open_store(settings_from().database_url)
    if prepared and opened.on_sqlite and not Path(str(opened.url.database)).exists():
        raise WrongShape(f"There is no store at {opened.url.database}; run: dateline migrate")
    try:
        if prepared:
            with opened.reader.connect() as connection:
                check_shape(connection)
        yield opened
    finally:
        opened.close()
