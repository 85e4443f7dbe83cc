"""Reserve companies that are due and publish one message each, bounded, interleaved over vendor hosts."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, zip_longest

from django.conf import settings

from ingest import schedule, stages
from ingest.schedule import Reservation

log = logging.getLogger(__name__)

TASK = "ingest.tasks.ingest_company"


def bound() -> int:
    """The most companies that may be reserved: the messages that the queue may hold."""
    return 2 * settings.INGEST_SLOTS


def dispatch(at: datetime) -> int:
    """Fill the queue up to its bound. Returns how many companies were dispatched."""
    reservations = schedule.reserve(at, most=bound())
    waiting = list(interleaved(reservations))
    while waiting:
        reservation = waiting[0]
        message = [reservation.company_id, str(reservation.ticket)]
        if not stages.publish(TASK, message, expires=schedule.reserved_seconds()):
            # The broker is away: each further attempt would only wait as long.
            schedule.give_back(waiting)
            break
        waiting.pop(0)
    dispatched = len(reservations) - len(waiting)
    if reservations:
        log.info("Companies were dispatched", extra={"dispatched": dispatched, "given_back": len(waiting)})
    return dispatched


def interleaved(reservations: Iterable[Reservation]) -> Iterator[Reservation]:
    """One of each vendor host in turn, so that neighbours in the queue do not wait for one host's budget."""
    by_host: dict[str, list[Reservation]] = defaultdict(list)
    for reservation in reservations:
        by_host[reservation.host].append(reservation)
    return (r for r in chain.from_iterable(zip_longest(*by_host.values())) if r is not None)


def wake_when_low() -> None:
    """Wake the dispatcher when less than half of what may be reserved is: throughput must not hang on beat."""
    if schedule.reserved_count() < bound() / 2:
        stages.wake("dispatch")
