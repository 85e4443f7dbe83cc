"""Which addresses may be asked: public ones only, however they are written.

`ipaddress.is_global` alone is not enough: it lets CGNAT through when mapped, and 6to4, NAT64 and Teredo addresses that
carry a private one (measured on Python 3.11).
"""

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# IANA's special-purpose registries, where Python's own tables have gaps; and one public address at which a cloud gives
# its machines their secrets.
BLOCKED_4 = [
    IPv4Network(n)
    for n in ["100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/3", "168.63.129.16/32"]
]
# With Teredo in the first: nobody's board is at the end of a tunnel.
BLOCKED_6 = [IPv6Network(n) for n in ("2001::/23", "3fff::/20")]
# All that is given out to hosts; the rest of the space is for other uses, or for none.
UNICAST_6 = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
# The middle of an ISATAP address (RFC 5214), before the IPv4 address that it carries.
ISATAP = {0x0000_5EFE, 0x0200_5EFE}


class AddressRefused(Exception):  # noqa: N818  It names what happened.
    """The host resolves to an address that is not public."""


def is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in BLOCKED_4)
    carried = list(_carried_ipv4(address))
    if not all(is_public(inner) for inner in carried):
        return False
    if address.ipv4_mapped or address in NAT64:
        return True
    return address in UNICAST_6 and address.is_global and not any(address in network for network in BLOCKED_6)


def _carried_ipv4(address: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that packets for an IPv6 one may be sent to: mapped, 6to4, NAT64, ISATAP."""
    if inner := address.ipv4_mapped or address.sixtofour:
        yield inner
    if address in NAT64 or (int(address) >> 32) & 0xFFFF_FFFF in ISATAP:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)


def public_addresses_of(host: str, port: int) -> list[str]:
    """The addresses of `host`, each checked. Refused when any of them is not public.

    Raises AddressRefused, and OSError when the name cannot be resolved.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise AddressRefused(f"{host[:100]!r} is no name of a host") from error
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        if not is_public(ip_address(address)):
            raise AddressRefused(f"{host} resolves to {address}, which is not a public address")
    return addresses
