"""Under which addresses one page stands: with and without TLS, `www.` and a slash at its end, for telephones, as AMP."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from seed.addresses import NoAddress, canonical, domain

# What a site calls its pages for small screens.
_SMALL = ("www", "m", "mobile", "amp", "touch")
_BEFORE_HOST = ("", *(f"{label}." for label in _SMALL))
_AMP_PATH = re.compile(r"/amp/?$|\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
_AMP_QUERY = re.compile(r"(?:^|&)(?:amp(?:=[^&]*)?|outputType=amp)(?=&|$)", re.IGNORECASE)
_AFTER_PATH = ("", "/", "/amp", "/amp/")


def is_one_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one host, whatever it is called for which screen."""
    return _site(domain(one) or "") == _site(domain(other) or "") != ""


def spellings(url: str) -> list[str]:
    """List the addresses, as `canonical` writes them, under which the page of this one may have been stored; itself first.

    What follows the path tells pages apart, but for what asks for AMP.
    """
    try:
        own = canonical(url)
    except NoAddress:
        return []
    parts = urlsplit(own)
    site = parts.netloc.replace(parts.hostname or "", _site(parts.hostname or ""))
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    query = _AMP_QUERY.sub("", parts.query).lstrip("&")
    asked = f"?{query}" if query else ""
    spelt = (
        f"{scheme}://{before}{site}{path}{after or ('' if path else '/')}{asked}"
        for scheme in ("https", "http")
        for before in _BEFORE_HOST
        for after in _AFTER_PATH
    )
    return list(dict.fromkeys([own, *spelt]))


def _site(host: str) -> str:
    """Leave out what a host is called for small screens: `m.news.example`, `en.m.news.example`."""
    labels = host.split(".")
    # The last two are never such a label: m.example is a site of its own.
    return ".".join([label for label in labels[:-2] if label not in _SMALL] + labels[-2:])
