from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from ingest.reading.dates import mail_moment, moment, moment_of_milliseconds


def test_a_day_stays_a_day() -> None:
    read = moment("2026-07-16")

    assert read == date(2026, 7, 16)
    assert not isinstance(read, datetime)


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("2026-07-16T11:55:32-04:00", datetime(2026, 7, 16, 11, 55, 32, tzinfo=timezone(timedelta(hours=-4)))),
        ("2020-02-06T19:42:44.000Z", datetime(2020, 2, 6, 19, 42, 44, tzinfo=UTC)),
        ("2026-07-23T19:16:00+0000", datetime(2026, 7, 23, 19, 16, tzinfo=UTC)),
        ("2026-08-11 20:45:29 UTC", datetime(2026, 8, 11, 20, 45, 29, tzinfo=UTC)),
    ],
)
def test_a_moment_keeps_the_offset_that_was_stated(stated: str, read: datetime) -> None:
    found = moment(stated)

    assert found == read
    assert isinstance(found, datetime)
    assert found.utcoffset() == read.utcoffset()


def test_a_moment_without_offset_is_certain_only_by_its_day() -> None:
    assert moment("2026-08-11T10:00:00") == date(2026, 8, 11)


@pytest.mark.parametrize("stated", ["", None, "soon", "2026-13-01", "1970-01-01", "0001-01-01T00:00:00Z", "9999-12-31"])
def test_what_is_no_date_or_an_impossible_one_is_none(stated: str | None) -> None:
    assert moment(stated) is None


def test_milliseconds_are_a_moment() -> None:
    assert moment_of_milliseconds(1711403416463) == datetime(2024, 3, 25, 21, 50, 16, 463000, tzinfo=UTC)


@pytest.mark.parametrize("stated", [None, 0, -1, 1, 1e18, float("inf"), float("nan"), 10**400])
def test_impossible_milliseconds_are_none(stated: float | None) -> None:
    assert moment_of_milliseconds(stated) is None


def test_feeds_and_mails_write_moments_in_a_form_of_their_own() -> None:
    assert mail_moment("Tue, 25 Aug 2026 10:48:06 +0200") == datetime(2026, 8, 25, 8, 48, 6, tzinfo=UTC)
    assert mail_moment("Sat, 22 Aug 2026 06:25:52 GMT") == datetime(2026, 8, 22, 6, 25, 52, tzinfo=UTC)


@pytest.mark.parametrize("stated", [None, "", "soon", "Tue, 99 Aug 2026", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_what_is_no_moment_of_a_feed_is_none(stated: str | None) -> None:
    assert mail_moment(stated) is None
