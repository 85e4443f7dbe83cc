"""Retry-After in both of its forms, capped."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.fetching.retry_after import retry_after_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("999999999999999999", timedelta(hours=24)),
        ("Sun, 01 Mar 2026 12:30:00 GMT", timedelta(minutes=30)),
        ("Sun, 01 Mar 2026 11:30:00 GMT", timedelta(0)),
        ("Sun, 01 Mar 2099 11:30:00 GMT", timedelta(hours=24)),
    ],
)
def test_seconds_and_dates_are_understood_and_capped(value: str, wait: timedelta) -> None:
    assert retry_after_of(value, AT) == wait


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "²"])
def test_what_says_nothing_is_nothing(value: str) -> None:
    assert retry_after_of(value, AT) is None
