"""How fast each vendor may be asked: the table that stands in for what staff have not set themselves.

Budgets belong to the vendor's backend, not to a board: all Greenhouse boards are one host, and all of
`*.recruitee.com` are one backend behind many names. Workday and iCIMS keep a host for each customer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Policy:
    """Requests a second and requests at once, of all workers together; None: no limit of ours.

    `detail_rate` where details were seen to be cheaper or dearer for the vendor than lists. `throttling`: statuses that
    mean "too fast" there, besides 429. `own_hosts`: each customer has a host and a budget of its own.
    """

    rate: float | None
    concurrency: int | None
    detail_rate: float | None = None
    throttling: frozenset[int] = frozenset()
    own_hosts: bool = False

    @property
    def rate_of_details(self) -> float | None:
        return self.rate if self.detail_rate is None else self.detail_rate


ORDINARY = Policy(rate=5, concurrency=8)
TABLE = {
    "boards-api.greenhouse.io": ORDINARY,
    "api.lever.co": Policy(rate=2, concurrency=4),
    "api.eu.lever.co": Policy(rate=2, concurrency=4),
    # Its answers take seconds whatever the size of the board.
    "api.ashbyhq.com": Policy(rate=5, concurrency=16),
    "apply.workable.com": Policy(rate=3, concurrency=6),
    "api.smartrecruiters.com": Policy(rate=3, concurrency=8, detail_rate=20),
    "recruitee.com": Policy(rate=2, concurrency=4),
    "jobs.personio.com": Policy(rate=3, concurrency=6),
    "teamtailor.com": ORDINARY,
    "bamboohr.com": Policy(rate=3, concurrency=6),
    # A wall before it answers bursts of details with 429, lists far less.
    "myworkdayjobs.com": Policy(rate=5, concurrency=4, detail_rate=2, own_hosts=True),
    "myworkdaysite.com": Policy(rate=5, concurrency=4, detail_rate=2, own_hosts=True),
    "api.rippling.com": Policy(rate=5, concurrency=8, detail_rate=20),
    # Its edge answers 403 to bursts.
    "breezy.hr": Policy(rate=5, concurrency=8, throttling=frozenset({403})),
    "pinpointhq.com": ORDINARY,
    "applytojob.com": ORDINARY,
    "icims.com": replace(ORDINARY, own_hosts=True),
}
# Other names of the same backend.
ALSO = {"jobs.personio.de": "jobs.personio.com"}


def budget_host(name: str) -> str:
    """The host whose budget a request to `name` uses: the vendor's backend, or the name itself."""
    name = name.lower().rstrip(".")
    backends = (ALSO.get(suffix, suffix) for suffix in _suffixes(name))
    backend = next((backend for backend in backends if backend in TABLE), name)
    return backend if is_shared(backend) else name


def policy_of(host: str) -> Policy:
    """The policy of a budget's host. A gateway stands for all vendors, and only waits when it is told to."""
    known = next((TABLE[suffix] for suffix in _suffixes(host) if suffix in TABLE), ORDINARY)
    return replace(known, rate=None, detail_rate=None, concurrency=None) if settings.INGEST_GATEWAY else known


def is_shared(host: str) -> bool:
    """Whether many companies' boards use the budget of `host`."""
    return host in TABLE and not TABLE[host].own_hosts


def _suffixes(name: str) -> Iterator[str]:
    """The name, and what is left of it without its first labels."""
    while name:
        yield name
        _label, _dot, name = name.partition(".")
