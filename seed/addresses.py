"""What identifies an article on the web: the same page is one article, however its address was passed on."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": ":80", "https": ":443"}

# What campaigns and click counters add to an address: it never changes the page.
TRACKING = re.compile(
    r"(?:^|&)(?:utm_[^=&]*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_cid|mc_eid|_ga|_gl)"
    r"(?:=[^&]*)?(?=&|$)",
    re.IGNORECASE,
)


class NoAddress(ValueError):
    """The text is no address of a web page."""


class Address(NamedTuple):
    """An address in its parts. `authority` is the host with what belongs to it: a user, a port that is not the usual."""

    scheme: str
    authority: str
    host: str
    path: str
    query: str


def canonical(url: str) -> str:
    """Write an address as what identifies its page. Raises NoAddress.

    Scheme and host in lower case; without fragment, default port and tracking parameters. All else stays as it is: a
    server may tell paths apart by case and parameters by order.
    """
    parts = _parts(url)
    if parts is None:
        raise NoAddress(f"{url!r} is no http or https address.")
    page = f"{parts.scheme}://{parts.authority}{parts.path or '/'}"
    query = TRACKING.sub("", parts.query).lstrip("&") if parts.query else ""
    return f"{page}?{query}" if query else page


def domain(url: str) -> str | None:
    """Name the host of an address without `www.`; None where the text is no address of a web page."""
    parts = _parts(url)
    return None if parts is None else parts.host.removeprefix("www.") or None


# Whoever asks for the domain asks for the address too.
@lru_cache(128)
def _parts(url: str) -> Address | None:
    try:
        scheme, netloc, path, query, _ = urlsplit(url.strip())
    except ValueError:  # Brackets that hold no IPv6 address.
        return None
    if scheme not in DEFAULT_PORTS or " " in netloc:
        return None
    user, at, place = netloc.rpartition("@")
    place = place.lower().removesuffix(DEFAULT_PORTS[scheme])
    host = place.partition("]")[0].removeprefix("[") if place.startswith("[") else place.partition(":")[0]
    return Address(scheme, f"{user}{at}{place}", host, path, query) if host else None
