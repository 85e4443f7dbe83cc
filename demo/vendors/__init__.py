"""The vendors whose protocols the demo speaks: one module each, one line each in the table.

A module says which hosts it answers for, which board a request is about, and what the vendor answers. Another vendor is
another module, its line here, and its place in `demo.world.ROUND`.
"""

from typing import Protocol

from demo.answers import Answer, Request
from demo.company import Board
from demo.day import Listing
from demo.vendors import greenhouse, lever, personio, smartrecruiters


class Vendor(Protocol):
    """`HOSTS` that begin with `*.` stand for all names under the rest."""

    SOURCE: str
    HOSTS: tuple[str, ...]

    def token_of(self, request: Request) -> str:
        """The token of the board that the request is about, empty if it is about none."""
        ...

    def answer(self, request: Request, listing: Listing | None) -> Answer:
        """What the vendor answers; `listing` is None where there is no such board."""
        ...

    def careers_url(self, board: Board) -> str: ...

    def watched_as(self, board: Board) -> str:
        """The token by which a watcher names the board: the vendor's own, with the region where it has several."""
        ...


VENDORS: tuple[Vendor, ...] = (
    greenhouse,
    lever,
    smartrecruiters,
    personio,
)
BY_SOURCE = {vendor.SOURCE: vendor for vendor in VENDORS}
_BY_HOST = {host: vendor for vendor in VENDORS for host in vendor.HOSTS}


def vendor_at(host: str) -> Vendor | None:
    return _BY_HOST.get(host) or _BY_HOST.get("*." + host.partition(".")[2])
