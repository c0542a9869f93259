"""The request itself. Flask's `request` looks it up anew at every use, which adds up in what is run for every request."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import parse_qsl

from flask import Request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

# So many different queries are remembered as they were read; a repeated one is not read again.
QUERIES = 512


class Asking(Request):
    """A request whose query is read once for all that ask the same."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """The parameters, in order."""
        return parameters(self.query_string)


@lru_cache(QUERIES)
def parameters(query: bytes) -> ImmutableMultiDict[str, str]:
    """Read a query as Werkzeug does."""
    return ImmutableMultiDict(
        parse_qsl(query.decode(errors="replace"), keep_blank_values=True, errors="werkzeug.url_quote")
    )


def current() -> Request:
    """Give the request that is being answered."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined]
    return found
