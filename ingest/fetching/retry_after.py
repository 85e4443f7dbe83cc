"""Retry-After, in seconds or as a date (RFC 9110, 10.2.3), capped."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=24)


def retry_after_of(value: str, at: datetime) -> timedelta | None:
    """How long to wait from `at`, never negative and never beyond a day; None for a value that says nothing."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=min(int(value[:9]), 10**8)), LONGEST)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(timedelta(0), min(moment - at, LONGEST))
