"""The headers that every answer bears alike, put on as it leaves: written once, where Flask would check and copy each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

# What no answer of the API needs, a browser is not to allow.
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
_ALIKE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Content-Security-Policy", API_POLICY),
)

Application = Callable[..., Iterable[bytes]]


class AlikeHeaders:
    """A WSGI application that answers as another does, with these headers and ours besides, where it sets none of that name."""

    def __init__(self, application: Application, besides: Sequence[tuple[str, str]]) -> None:
        self._application = application
        self._alike = (*_ALIKE, *besides)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            there = {name for name, _ in headers}
            return start_response(status, headers + [pair for pair in self._alike if pair[0] not in there], exc_info)

        return self._application(environ, start)
