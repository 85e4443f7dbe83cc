"""When mail is due: pure arithmetic on a subscriber's hour, weekday and time zone.

A slot is a moment; its local date makes the digest unique. Python's rules decide where a local hour is odd: one that
does not exist, because clocks went forward, is the moment just after the gap (or just as long after it); of one that
exists twice the first counts. A local date that a zone skipped altogether shares its moment with the next date.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
# Holds a slot of every rhythm, also where clocks change in it.
LONGEST = timedelta(days=8)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a subscriber chose, and which scheduled frequencies his searches have."""

    zone: ZoneInfo
    hour: int
    weekly_day: int
    daily: bool
    weekly: bool

    def has_mail_on(self, day: date) -> bool:
        return self.daily or (self.weekly and day.weekday() == self.weekly_day)


@dataclass(frozen=True, slots=True)
class Slot:
    """`daily` and `weekly` say which searches are due in it; a due weekly joins that day's mail."""

    moment: datetime
    day: date
    daily: bool
    weekly: bool


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name. Mail at the wrong hour is better than none, so that an unknown one is UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        log.warning("An unknown time zone is taken as UTC", extra={"time_zone": name[:64]})
        return ZoneInfo("UTC")


def moment_of(zone: ZoneInfo, day: date, hour: int) -> datetime:
    """The moment, in UTC, of a local hour."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def next_slot(rhythm: Rhythm, after: datetime, *, last_day: date | None = None) -> datetime | None:
    """The first slot later than `after` whose local date is later than `last_day`, the date of the last digest."""
    if not (rhythm.daily or rhythm.weekly):
        return None
    day = max(after.astimezone(rhythm.zone).date() - DAY, (last_day or date.min) + DAY)
    while True:
        moment = moment_of(rhythm.zone, day, rhythm.hour)
        is_new = last_day is None or moment.astimezone(rhythm.zone).date() > last_day
        if moment > after and is_new and rhythm.has_mail_on(day):
            return moment
        day += DAY


def latest_slot(rhythm: Rhythm, since: datetime, until: datetime) -> Slot | None:
    """The last slot from `since` to `until`, both included.

    After an outage several may have passed: they become one mail, which is weekly if one of them was.
    """
    first = max(since, until - LONGEST)
    days = _days(first.astimezone(rhythm.zone).date() - DAY, until.astimezone(rhythm.zone).date() + DAY)
    passed = [
        (moment, day)
        for day in days
        if rhythm.has_mail_on(day) and first <= (moment := moment_of(rhythm.zone, day, rhythm.hour)) <= until
    ]
    if not passed:
        return None
    moment = passed[-1][0]
    weekly = rhythm.weekly and any(day.weekday() == rhythm.weekly_day for _moment, day in passed)
    return Slot(moment, moment.astimezone(rhythm.zone).date(), daily=rhythm.daily, weekly=weekly)


def _days(first: date, last: date) -> list[date]:
    return [first + DAY * number for number in range((last - first).days + 1)]


def window_end(at: datetime, window: timedelta) -> datetime:
    """The end of the window that `at` lies in: when what matched at `at` is mailed. Windows are the same for all."""
    return EPOCH + ((at - EPOCH) // window + 1) * window


def last_window_end(at: datetime, window: timedelta) -> datetime:
    """The end of the last window that has passed at `at`."""
    return EPOCH + ((at - EPOCH) // window) * window


def minute_of_day(moment: datetime, zone: ZoneInfo) -> int:
    """Minutes that have passed since the local day began; also where the clocks changed, so that none comes twice."""
    midnight = datetime.combine(moment.astimezone(zone).date(), time(0), zone)
    return (moment - midnight.astimezone(UTC)) // timedelta(minutes=1)
