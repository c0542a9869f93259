"""The request itself. Flask's `request` looks it up anew at every use, which adds up in what is run for every request."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl

from flask import Request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

# So many different queries are remembered as they were read; a repeated one is not read again.
QUERIES = 512
_PAIR = rb"[A-Za-z0-9_.~-]+=[A-Za-z0-9_.~-]*"
_PLAIN = re.compile(_PAIR + rb"(?:&" + _PAIR + rb")*")


class Asking(Request):
    """A request whose query is read once for all that ask the same."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """The parameters, in order."""
        return parameters(self.query_string)


@lru_cache(QUERIES)
def parameters(query: bytes) -> ImmutableMultiDict[str, str]:
    """Read a query as Werkzeug does."""
    if is_plain(query):
        pairs = query.decode().split("&")
        return ImmutableMultiDict([(name, value) for name, _, value in (pair.partition("=") for pair in pairs)])
    return ImmutableMultiDict(
        parse_qsl(query.decode(errors="replace"), keep_blank_values=True, errors="werkzeug.url_quote")
    )


def is_plain(query: bytes) -> bool:
    """Tell whether a query is spelt already as it would be spelt again: ids, days and numbers have nothing to be quoted."""
    return _PLAIN.fullmatch(query) is not None


def current() -> Request:
    """Give the request that is being answered."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined]
    return found
