"""How a command of the command line begins and ends: an open store, and one line where something could not be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
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


class Failure(click.ClickException):
    """Something could not be done; shown as one line."""

    def show(self, file: Any = None) -> None:
        """Write the line to standard error."""
        click.echo(f"dateline: {self.message}", err=True)


def one_line(command: Callable[..., None]) -> Callable[..., None]:
    """Turn what can go wrong outside into one line that says what to do."""

    @wraps(command)
    def told(*arguments: Any, **named: Any) -> None:
        try:
            command(*arguments, **named)
        except SAYS_WHY as error:
            raise Failure(str(error)) from None
        except SQLAlchemyError as error:
            where = f"{variable('database_url')} says where it is."
            raise Failure(f"The store cannot be used: {said_by(error)}. {where}") from None
        except OSError as error:
            raise Failure(f"{error.filename or 'A file'}: {error.strerror or error}.") from None

    return told


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
