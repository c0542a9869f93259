"""The command line and the server as processes of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# Longer than a worker is given to end when it was told so before it could hear.
PATIENCE_SECONDS = 120
# Root may write whatever the permissions say; without its capabilities it may not.
WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs") if os.geteuid() == 0 else ()
COMMAND = (sys.executable, "-m", "service.command")


def environment(**settings: Any) -> dict[str, str]:
    """Give the variables of a process: settings by their names, and nothing that the tests themselves were given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "PROMETHEUS_"))}
    return (
        kept | {"PYTHONPATH": str(ROOT)} | {f"DATELINE_{name.upper()}": str(value) for name, value in settings.items()}
    )


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its process and its port."""

    process: subprocess.Popen[str]
    port: int

    def get(self, address: str, **headers: str) -> tuple[int, Mapping[str, str], str]:
        """Ask on a connection of its own; gives status, headers and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        connection.request("GET", address, headers=headers)
        answer: HTTPResponse = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), body


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving_at(
    database_url: str,
    *arguments: str,
    cwd: Path = ROOT,
    variables: Mapping[str, str] | None = None,
    under: Sequence[str] = (),
    **settings: Any,
) -> Iterator[Server]:
    """Run `dateline serve` from the moment that it answers; leaving ends it. `under` is a program that runs it."""
    port = free_port()
    given = {"database_url": database_url, "port": port, "workers": 2, "log_format": "json"} | settings
    process = subprocess.Popen(
        [*under, *COMMAND, "serve", *arguments],
        env=environment(**given) | dict(variables or {}),
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    server = Server(process, port)
    try:
        _wait_for(server)
        yield server
    finally:
        end(process)
        process.communicate()


def _wait_for(server: Server) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert server.process.poll() is None, server.process.communicate()
        try:
            if server.get("/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("The server does not answer.")


def end(process: subprocess.Popen[str]) -> None:
    """Ask a process to end, and kill it where it does not."""
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
