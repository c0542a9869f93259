"""Connections that are kept: each thread that answers requests reads on one of its own, for good."""

from __future__ import annotations

import os
import time
from pathlib import Path
from threading import local
from weakref import WeakSet

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

# How often is looked whether the file of the store is still the one that was opened.
LOOK_SECONDS = 1.0

# Device and inode of a file; None where there is none.
_File = tuple[int, int] | None


class _Held(local):
    """What a thread holds."""

    connection: Connection | None = None
    file: _File = None
    look_at = 0.0


class Readers:
    """Gives each thread its connection of a pool; `file` is that of the store on SQLite.

    A connection that was closed or broke is replaced. So is one to a file that has been moved or replaced since (a backup
    put in its place): SQLite would go on reading the old one.
    """

    def __init__(self, engine: Engine, file: Path | None) -> None:
        self._engine = engine
        self._file = file
        self._held = _Held()
        self._open: WeakSet[Connection] = WeakSet()

    def own(self) -> Connection:
        """Give the connection of this thread. Raises OperationalError where the store cannot be reached."""
        held = self._held.connection
        if held is None or held.closed or held.invalidated:
            return self._connected()
        now = time.monotonic()
        if now >= self._held.look_at:
            self._held.look_at = now + LOOK_SECONDS
            if self._found() != self._held.file:
                return self._reconnected(held)
        return held

    def close(self) -> None:
        """Give back the connections of all threads; one that reads on makes a new one."""
        for connection in tuple(self._open):
            connection.close()
        self._open.clear()

    def _connected(self) -> Connection:
        file = self._found()
        if file is None and self._held.file is not None:
            # To connect would make an empty file where somebody is about to put one.
            raise OperationalError("", None, FileNotFoundError(f"{self._file} is gone"))
        connection = self._engine.connect()
        self._open.add(connection)
        self._held.connection, self._held.file = connection, file
        self._held.look_at = time.monotonic() + LOOK_SECONDS
        return connection

    def _reconnected(self, held: Connection) -> Connection:
        held.invalidate()
        held.close()
        # What lies in the pool is open on the old file as well.
        self._engine.dispose()
        return self._connected()

    def _found(self) -> _File:
        if self._file is None:
            return None
        try:
            status = os.stat(self._file)
        except OSError:
            return None
        return status.st_dev, status.st_ino
