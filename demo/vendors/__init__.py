"""The vendors whose protocols the demo speaks: one module each, one line each in the table.

A module says which hosts it answers for, which board a request is about, and what the vendor answers. Another vendor is
another module, its line here, and its place in `demo.world.ROUND`.
"""

from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Protocol

from demo.answers import Answer, Request
from demo.company import Board
from demo.day import Listing
from demo.vendors import (
    ashby,
    bamboohr,
    breezy,
    greenhouse,
    icims,
    jazzhr,
    jsonld,
    lever,
    personio,
    pinpoint,
    recruitee,
    rippling,
    rss,
    smartrecruiters,
    teamtailor,
    workable,
    workday,
)


class Vendor(Protocol):
    """`HOSTS` are patterns of host names, like `*.jobs.personio.de`."""

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
    ashby,
    workable,
    smartrecruiters,
    recruitee,
    personio,
    teamtailor,
    bamboohr,
    workday,
    rippling,
    breezy,
    pinpoint,
    jazzhr,
    icims,
    jsonld,
    rss,
)
BY_SOURCE = {vendor.SOURCE: vendor for vendor in VENDORS}


@lru_cache(maxsize=10_000)
def vendor_at(host: str) -> Vendor | None:
    return next((vendor for vendor in VENDORS if any(fnmatchcase(host, pattern) for pattern in vendor.HOSTS)), None)
