"""Which addresses may be asked: public ones only, however they are written.

`ipaddress.is_global` alone is not enough: it lets CGNAT through when mapped, and 6to4, NAT64 and Teredo addresses that
carry a private one (measured on Python 3.11).
"""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# IANA's special-purpose registries, where Python's own tables have gaps.
BLOCKED_4 = [IPv4Network(n) for n in ("100.64.0.0/10", "192.88.99.0/24", "224.0.0.0/3", "198.18.0.0/15")]
BLOCKED_6 = [IPv6Network(n) for n in ("3fff::/20", "5f00::/16", "fec0::/10", "100::/64", "ff00::/8")]
NAT64 = [IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48")]


class AddressRefused(Exception):  # noqa: N818  It names what happened.
    """The host resolves to an address that is not public."""


def is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        carried = _carried_ipv4(address)
        if carried is not None:
            return is_public(carried)
        return address.is_global and not any(address in network for network in BLOCKED_6)
    return address.is_global and not any(address in network for network in BLOCKED_4)


def _carried_ipv4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo, NAT64 or compatible."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in NAT64) or int(address) >> 32 == 0:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


def public_address_of(host: str, port: int) -> str:
    """One address of `host`, checked. Refused when any of its addresses is not public.

    Raises AddressRefused, and OSError when the name cannot be resolved.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        if not is_public(ip_address(address)):
            raise AddressRefused(f"{host} resolves to {address}, which is not a public address")
    return addresses[0]
