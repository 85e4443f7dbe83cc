"""When a company is visited next. Jitter everywhere, so that siblings never come back at one instant."""

import random
from datetime import datetime, timedelta

from django.conf import settings

from ingest.outcome import BoardOutcome

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=24)


def next_visit(at: datetime, worst: BoardOutcome | None, failures: int) -> datetime:
    """After a success, about an interval later; after failures, exponential with full jitter and a cap of a day.

    Where a host wants to be left alone for a while, and nothing failed, after that; siblings a little apart.
    """
    if worst is not None and worst.retry_after is not None and not worst.failed_itself:
        return at + worst.retry_after * random.uniform(1, 1.25) + timedelta(seconds=random.uniform(0, 2))  # noqa: S311
    if worst is None or not worst.failed_itself:
        interval: timedelta = settings.VISIT_INTERVAL
        return at + interval * random.uniform(0.95, 1.05)  # noqa: S311  Jitter needs no secret.
    longest: timedelta = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(failures, 16))
    wait: timedelta = longest * random.uniform(0.1, 1)  # noqa: S311  Jitter needs no secret.
    return at + max(wait, worst.retry_after or timedelta(0))
