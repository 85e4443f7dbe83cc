"""How long a company is left alone between two visits, and at which moment exactly it is due again. Pure.

The interval weighs what a visit costs against what is missed without it. With changes that come at a rate and somebody
who waits for each, the sum of both is smallest at the square root of cost by rate and followers. Boards that change
often and that many follow come every hour, those that never change every week.
"""

import hashlib
import math
import random
from datetime import UTC, datetime, timedelta

from django.conf import settings

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=24)
# Changed visits a day. Of ordinary boards, four of ten change within a day (facts of 3,115 boards over three days).
ORDINARY_RATE = 0.4
# A visit of one request with a small answer.
ORDINARY_COST = 1.0
# A company's own minute comes back with these periods: each divides the next, so that it stays the same minute.
PERIODS = (1, 3, 6, 12, 24)
# How far a visit is drawn back to the company's own minute: a little each time, and not each the same.
DRAWN = (0.15, 0.3)
DAY_SECONDS = 86_400


def interval(change_rate: float, followers: int, cost: float) -> timedelta:
    """The longest time until the next visit. Falls with the rate and the followers, and grows with the cost.

    `change_rate`: visits a day that found a change; `cost`: requests of a visit, with what its bytes add. An ordinary
    company without followers has `VISIT_INTERVAL`; one with followers never waits longer than that.
    """
    ordinary: timedelta = settings.VISIT_INTERVAL
    rate = max(change_rate, 1e-6) * (1 + max(followers, 0))
    wished = ordinary.total_seconds() * math.sqrt(max(cost, 0) / ORDINARY_COST * ORDINARY_RATE / rate)
    longest = settings.VISIT_LONGEST.total_seconds()
    if followers > 0:
        longest = min(longest, ordinary.total_seconds())
    shortest = min(settings.VISIT_SHORTEST.total_seconds(), longest)
    return timedelta(seconds=min(max(wished, shortest), longest))


def spread(at: datetime, wait: timedelta, company_id: int) -> datetime:
    """A moment within `wait` from `at`, drawn back to the company's own minute of the day, with jitter on the way.

    Never later than `at + wait`, and never before seven tenths of it: thousands that were added at one instant are
    hours apart a visit later, and evenly over the day after some.
    """
    seconds = wait.total_seconds()
    period = max((hours * 3600 for hours in PERIODS if hours * 3600 <= seconds), default=seconds)
    beyond = ((at + wait).timestamp() - own_second(company_id)) % period
    return at + timedelta(seconds=seconds - beyond * random.uniform(*DRAWN))  # noqa: S311  Jitter needs no secret.


def own_second(company_id: int) -> int:
    """The second of the day, in UTC, that belongs to a company: the same in every process and release."""
    digest = hashlib.blake2b(str(company_id).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % DAY_SECONDS


def retry(at: datetime, failures: int, least: timedelta) -> datetime:
    """After failures: exponential with full jitter and a cap of a day, and not before what the host asked for."""
    longest: timedelta = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(failures, 16))
    return at + max(longest * random.uniform(0.1, 1), least)  # noqa: S311  Jitter needs no secret.


def after_host(at: datetime, wait: timedelta) -> datetime:
    """When a host that wants to be left alone is asked again: siblings a little apart."""
    return at + wait * random.uniform(1, 1.25) + timedelta(seconds=random.uniform(0, 2))  # noqa: S311


def look_again(moment: datetime) -> datetime:
    """Soon after the moment at which something can be decided."""
    return moment.astimezone(UTC) + timedelta(seconds=random.uniform(1, 300))  # noqa: S311
