"""Reserve companies that are due and publish one message each, bounded, interleaved over vendor hosts."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, zip_longest

from django.conf import settings
from django.db import transaction

from ingest import reserving, stages
from ingest.reserving import Reservation

log = logging.getLogger(__name__)

TASK = "ingest.tasks.ingest_company"
URGENT_TASK = "ingest.tasks.ingest_company_now"
# So many at most are reserved in one statement, and interleaved over their hosts.
PAGE = 500


def bound() -> int:
    """The most companies that may be reserved: the messages that the queue may hold."""
    return 2 * settings.INGEST_SLOTS


def dispatch(at: datetime) -> int:
    """Fill the queue up to its bound, a page after the other. Returns how many companies were dispatched.

    A page is reserved, published, and then the next: whatever ends this in between, at most one page waits for its
    reservations to run out.
    """
    dispatched = 0
    while dispatched < bound():
        reservations = reserving.reserve(at, most=bound(), page=PAGE)
        published = _publish(list(interleaved(reservations)))
        dispatched += published
        if published < PAGE:
            break
    return dispatched


def _publish(reservations: Sequence[Reservation], task: str = TASK) -> int:
    """Publish a message for each, and give back those that the broker did not take. Returns how many it took."""
    if not reservations:
        return 0
    messages = [[reservation.company_id, str(reservation.ticket)] for reservation in reservations]
    published = stages.publish_all(task, messages, expires=reserving.reserved_seconds())
    if published < len(reservations):
        reserving.give_back(reservations[published:])
        log.info("Companies were given back", extra={"published": published, "of": len(reservations)})
    else:
        log.info("Companies were dispatched", extra={"dispatched": published})
    return published


def dispatch_now(company_ids: Sequence[int], at: datetime) -> None:
    """Have companies visited before all others, after commit: a person waits. They are due in any case.

    Where somebody works on one, or is about to, that visit is the one. Needs a transaction.
    """
    reservations = reserving.reserve_now(company_ids, at)
    if stages.may_publish():
        transaction.on_commit(lambda: _publish(reservations, URGENT_TASK))
    else:
        reserving.give_back(reservations)


def interleaved(reservations: Iterable[Reservation]) -> Iterator[Reservation]:
    """One of each vendor host in turn, so that neighbours in the queue do not wait for one host's budget."""
    by_host: dict[str, list[Reservation]] = defaultdict(list)
    for reservation in reservations:
        by_host[reservation.host].append(reservation)
    return (r for r in chain.from_iterable(zip_longest(*by_host.values())) if r is not None)


def wake_when_low() -> None:
    """Wake the dispatcher when less than half of what may be reserved is: throughput must not hang on beat."""
    half = (bound() + 1) // 2
    if reserving.reserved_count(half) < half:
        stages.wake("dispatch")
