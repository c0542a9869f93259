"""Which addresses of the network may be fetched from: those that anybody on the internet reaches, and no other.

An operator's own machines trust whoever asks from within: a page or a feed must never make this one ask them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Ip = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[Ip]]

# What Python's own list leaves out, or did in one of its versions, of the IANA special-purpose registries, and the address
# under which each virtual machine of one cloud is told its secrets, public by its number.
_OWN = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
# Servers of the internet have their addresses in the first. What is left out of it leads through a tunnel to wherever the
# address says (Teredo, 6to4), or is set apart.
_UNICAST = IPv6Network("2000::/3")
_SET_APART = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# Carries an IPv4 address in its last four bytes; a gateway goes there, so networks without IPv4 reach the rest by it.
_TRANSLATED = IPv6Network("64:ff9b::/96")


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
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not any(ip in network for network in _OWN)
    if ip.ipv4_mapped is not None:
        return is_public(ip.ipv4_mapped)
    if ip in _TRANSLATED:
        return is_public(IPv4Address(ip.packed[-4:]))
    return ip in _UNICAST and not any(ip in network for network in _SET_APART)
