"""How a command of the command line ends where something could not be done: with one line that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click


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
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            # Only now: to know what is wrong with a store takes the store into memory, which not every command needs.
            from service.opening import said_of

            said = said_of(error)
            if said is None:
                raise
            raise Failure(said) from None

    return told
