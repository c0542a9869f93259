"""Take a connection over from gunicorn, so that no thread of its own waits beside it."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Any


def is_ours_to_take(environ: Mapping[str, Any]) -> bool:
    """Tell whether the connection of a request is a socket that carries this one answer at a time."""
    one_at_a_time = environ.get("SERVER_PROTOCOL") in ("HTTP/1.0", "HTTP/1.1")
    return one_at_a_time and isinstance(environ.get("gunicorn.socket"), socket.socket)


def taken(environ: Mapping[str, Any]) -> tuple[socket.socket, socket.socket]:
    """Give the connection, and what keeps the other end of that which gunicorn has in its place.

    The server goes on to end its answer and to close the connection, in the words of whatever version it is. It does so with
    one that leads nowhere: what it writes is dropped, and it reads that the client has gone. The second socket is to be closed
    once it has written.
    """
    theirs: socket.socket = environ["gunicorn.socket"]
    nowhere, other = socket.socketpair()
    other.shutdown(socket.SHUT_WR)
    with nowhere:
        ours = theirs.dup()
        os.dup2(nowhere.fileno(), theirs.fileno(), inheritable=False)
    return ours, other
