"""What identifies an article on the web: the same page is one article, however its address was passed on."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": ":80", "https": ":443"}

# What campaigns and click counters add to an address: it never changes the page.
TRACKING = re.compile(
    r"(?:^|&)(?:utm_[^=&]*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_cid|mc_eid|_ga|_gl)"
    r"(?:=[^&]*)?(?=&|$)",
    re.IGNORECASE,
)


class NoAddress(ValueError):
    """The text is no address of a web page."""


def canonical(url: str) -> str:
    """Write an address as what identifies its page. Raises NoAddress.

    Scheme and host in lower case; without fragment, default port and tracking parameters. All else stays as it is: a
    server may tell paths apart by case and parameters by order.
    """
    parts = _parts(url)
    if parts is None:
        raise NoAddress(f"{url!r} is no http or https address.")
    query = TRACKING.sub("", parts.query).lstrip("&") if parts.query else ""
    address = f"{parts.scheme}://{_authority(parts)}{parts.path or '/'}"
    return f"{address}?{query}" if query else address


def domain(url: str) -> str | None:
    """Name the host of an address without `www.`; None where the text is no address of a web page."""
    parts = _parts(url)
    return None if parts is None else (parts.hostname or "").removeprefix("www.") or None


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # Brackets that hold no IPv6 address.
        return None
    return parts if parts.scheme in DEFAULT_PORTS and parts.hostname and " " not in parts.netloc else None


def _authority(parts: SplitResult) -> str:
    user, at, host = parts.netloc.rpartition("@")
    return f"{user}{at}{host.lower().removesuffix(DEFAULT_PORTS[parts.scheme])}"
