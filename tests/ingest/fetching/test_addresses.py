"""Only public addresses are asked, however an address is written or carried."""

import socket
from ipaddress import ip_address

import pytest

from ingest.fetching.addresses import AddressRefused, is_public, public_addresses_of

PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.254 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:10.0.0.1 ::ffff:100.64.0.1 ::ffff:127.0.0.1 ::7f00:1
64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::a00:1 100::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 2002:c0a8:101::
3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 2001:0:4136:e378:8000:63bf:f5ff:fffe
""".split()  # noqa: SIM905  Fifty quotation marks would hide the addresses.


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "104.16.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_asked(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f000001", "2130706433", "017700000001", "0"])
def test_names_and_odd_numbers_of_this_machine_are_refused(host: str) -> None:
    with pytest.raises(AddressRefused):
        public_addresses_of(host, 80)


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_args: object, **_kwargs: object) -> list[object]:
        return [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.8", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.8"):
        public_addresses_of("both.example", 443)
