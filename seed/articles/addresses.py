"""Which addresses of the network may be fetched from: those that anybody on the internet reaches, and no other.

An operator's own machines trust whoever asks from within: a page or a feed must never make this one ask them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Ip = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[Ip]]

# What carries an IPv4 address in its last four bytes: a gateway would go there.
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"))
# Public by its number, and yet each virtual machine of one cloud is told its secrets there.
_METADATA = frozenset({ip_address("168.63.129.16")})


class NoHost(ValueError):
    """A name that leads nowhere."""


def resolved(host: str, port: int) -> list[Ip]:
    """Ask for all addresses of a host, in the order in which they are to be tried. Raises NoHost."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoHost(f"There is no host {host}.") from None
    # An address of a link may have its interface after a %.
    return list(dict.fromkeys(ip_address(str(one[4][0]).partition("%")[0]) for one in found))


def is_public(ip: Ip) -> bool:
    """Tell whether everybody reaches this address, and no machine of the operator's has it to itself."""
    return all(one.is_global and not one.is_multicast and one not in _METADATA for one in _meant(ip))


def _meant(ip: Ip) -> Iterator[Ip]:
    """Give an address with those that it stands for."""
    if isinstance(ip, IPv4Address):
        yield ip
        return
    if ip.ipv4_mapped is not None:
        yield ip.ipv4_mapped
        return
    yield ip
    if ip.sixtofour is not None:
        yield ip.sixtofour
    if ip.teredo is not None:
        yield from ip.teredo
    if any(isinstance(network, IPv6Network) and ip in network for network in _TRANSLATED):
        yield IPv4Address(ip.packed[-4:])
