"""Dates that a field states, as precise as it states them: a date for a day, an aware datetime for a moment."""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

# Before and after these a vendor's date is a slip of somebody's hand.
_FIRST, _LAST = 2000, 2100
_YEAR_2286 = 10**13


def moment(stated: str | None) -> date | datetime | None:
    """ISO 8601, also with a space for the T and `UTC` for the offset. Without offset only the day is certain."""
    text = (stated or "").strip().removesuffix(" UTC")
    if not text:
        return None
    try:
        read: date = date.fromisoformat(text) if len(text) == len("2026-11-21") else datetime.fromisoformat(text)
    except ValueError:
        return None
    if not _FIRST <= read.year <= _LAST:
        return None
    if not isinstance(read, datetime) or read.tzinfo is not None:
        return read
    return read.replace(tzinfo=UTC) if text != (stated or "").strip() else read.date()


def mail_moment(stated: str | None) -> datetime | None:
    """The form of mails and feeds (RFC 822): `Tue, 25 Aug 2026 10:48:06 +0200`."""
    try:
        read = parsedate_to_datetime((stated or "").strip())
    except ValueError:
        return None
    # An offset of -0000 says that the offset is unknown, and comes without one.
    read = read if read.tzinfo else read.replace(tzinfo=UTC)
    return read if _FIRST <= read.year <= _LAST else None


def moment_of_milliseconds(stated: float | None) -> datetime | None:
    """Milliseconds since 1970, as JavaScript counts them."""
    if not stated or not 0 < stated < _YEAR_2286:
        return None
    read = datetime.fromtimestamp(stated / 1000, UTC)
    return read if _FIRST <= read.year <= _LAST else None
