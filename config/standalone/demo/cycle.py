"""The steps of a day, done by the worker and beat of this process: visits, matches, mail."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from config.clock import clock
from config.standalone.demo.companies import make_due
from config.standalone.failure import StandaloneFailure
from demo.companies import ListedCompany
from ingest import stages
from notifications.models import DigestSchedule
from notifications.work import has_mail_in_hand
from operations.sweep import stages_with_work

SETTLE_SECONDS = 150


def visit_all(listed: Sequence[ListedCompany]) -> None:
    """Every company is due now; returns when nothing is left to do. Raises StandaloneFailure."""
    with transaction.atomic():
        make_due(listed, clock.now())
        stages.wake("dispatch")
    settle()


def deliver_until(evening: datetime, move: Callable[[datetime], None]) -> None:
    """Move the clock on from one subscriber's hour to the next, and let each one's mail go out."""
    while moment := _next_hour(evening):
        move(moment + timedelta(seconds=1))
        with transaction.atomic():
            stages.wake("digest")
        settle()


def settle() -> None:
    """Wait until no stage's query finds a row. Raises StandaloneFailure when one still does after long."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while waiting := _waiting():
        if time.monotonic() > deadline:
            raise StandaloneFailure(f"After {SETTLE_SECONDS} seconds there was still work for: {', '.join(waiting)}.")
        time.sleep(0.05)


def _next_hour(evening: datetime) -> datetime | None:
    coming = DigestSchedule.objects.filter(next_digest_at__gt=clock.now(), next_digest_at__lte=evening)
    moment: datetime | None = coming.aggregate(first=Min("next_digest_at"))["first"]
    return moment


def _waiting() -> list[str]:
    found = stages_with_work(clock.now())
    return [*found, "mail"] if has_mail_in_hand() else found
