"""When mail is due, in every time zone and through every change of clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as some

from notifications.slots import (
    Rhythm,
    last_window_end,
    latest_slot,
    minute_of_day,
    moment_of,
    next_slot,
    window_end,
    zone_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = sorted(
    name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right"))
)
WINDOW = timedelta(minutes=10)

zones = some.sampled_from(ZONES).map(ZoneInfo)
hours = some.integers(0, 23)
weekdays = some.integers(0, 6)
moments = some.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001


def daily(zone: ZoneInfo = BERLIN, hour: int = 7) -> Rhythm:
    return Rhythm(zone, hour, 0, daily=True, weekly=False)


def weekly(zone: ZoneInfo = BERLIN, hour: int = 7, day: int = 0) -> Rhythm:
    return Rhythm(zone, hour, day, daily=False, weekly=True)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_the_hour_is_that_of_the_subscriber_in_summer_and_in_winter() -> None:
    assert next_slot(daily(), utc(2026, 7, 1)) == utc(2026, 7, 1, 5)
    assert next_slot(daily(), utc(2026, 12, 1)) == utc(2026, 12, 1, 6)


def test_an_hour_that_does_not_exist_is_the_moment_just_after_the_gap() -> None:
    assert moment_of(BERLIN, date(2026, 3, 29), 2) == utc(2026, 3, 29, 1)
    assert utc(2026, 3, 29, 1).astimezone(BERLIN).hour == 3


def test_of_an_hour_that_exists_twice_the_first_counts() -> None:
    first = next_slot(daily(hour=2), utc(2026, 10, 24, 12))
    assert first == utc(2026, 10, 25, 0)
    assert next_slot(daily(hour=2), first) == utc(2026, 10, 26, 1)


def test_midnight_mail_comes_once_where_midnight_is_skipped() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    slot = next_slot(daily(sao_paulo, 0), utc(2018, 11, 3, 12))
    assert slot == utc(2018, 11, 4, 3)
    assert next_slot(daily(sao_paulo, 0), slot) == utc(2018, 11, 5, 2)


def test_a_date_that_a_zone_skipped_gives_no_second_mail() -> None:
    apia = ZoneInfo("Pacific/Apia")
    slots = [next_slot(daily(apia), utc(2011, 12, 29, 0))]
    while len(slots) < 3:
        slots.append(next_slot(daily(apia), slots[-1] or utc(2011, 12, 29)))
    assert [slot and slot.astimezone(apia).date() for slot in slots] == [
        date(2011, 12, 29),
        date(2011, 12, 31),
        date(2012, 1, 1),
    ]


def test_weekly_mail_for_a_skipped_date_comes_the_day_after() -> None:
    apia = ZoneInfo("Pacific/Apia")
    friday = weekly(apia, day=4)
    slot = next_slot(friday, utc(2011, 12, 28))
    assert slot is not None
    assert slot.astimezone(apia).date() == date(2011, 12, 31)
    passed = latest_slot(friday, slot, slot)
    assert passed is not None
    assert passed.weekly


def test_weekly_mail_comes_on_its_weekday_only() -> None:
    assert next_slot(weekly(day=2), utc(2026, 11, 18, 7)) == utc(2026, 11, 25, 6)


def test_a_due_weekly_search_joins_the_mail_of_that_day() -> None:
    rhythm = Rhythm(BERLIN, 7, 2, daily=True, weekly=True)
    tuesday, wednesday = utc(2026, 11, 17, 6), utc(2026, 11, 18, 6)
    slots = [latest_slot(rhythm, moment, moment) for moment in (tuesday, wednesday)]
    assert [(slot.daily, slot.weekly) for slot in slots if slot] == [(True, False), (True, True)]


def test_slots_that_passed_during_an_outage_are_one_mail_and_weekly_if_one_was() -> None:
    rhythm = Rhythm(BERLIN, 7, 2, daily=True, weekly=True)
    slot = latest_slot(rhythm, utc(2026, 11, 17, 6), utc(2026, 11, 21, 12))
    assert slot is not None
    assert (slot.moment, slot.day, slot.weekly) == (utc(2026, 11, 21, 6), date(2026, 11, 21), True)


def test_without_scheduled_searches_there_is_no_slot() -> None:
    rhythm = Rhythm(BERLIN, 7, 2, daily=False, weekly=False)
    assert next_slot(rhythm, utc(2026, 11, 18)) is None
    assert latest_slot(rhythm, utc(2026, 11, 1), utc(2026, 11, 18)) is None


def test_the_date_of_the_last_digest_is_used_up_when_somebody_moves_west() -> None:
    slot = next_slot(daily(ZoneInfo("Pacific/Honolulu")), utc(2026, 11, 18, 10), last_day=date(2026, 11, 18))
    assert slot == utc(2026, 11, 19, 17)


def test_an_unknown_time_zone_is_utc() -> None:
    assert [zone_of(name).key for name in ("Europe/Berlin", "Mars/Olympus", "", "../etc/passwd", "A" * 200)] == [
        "Europe/Berlin",
        *["UTC"] * 4,
    ]


@given(zones, hours, moments)
def test_the_next_daily_slot_is_at_most_two_days_away_and_at_the_chosen_hour(
    zone: ZoneInfo, hour: int, at: datetime
) -> None:
    slot = next_slot(daily(zone, hour), at)
    assert slot is not None
    assert at < slot <= at + timedelta(days=2)
    local = slot.astimezone(zone)
    exists = moment_of(zone, local.date(), hour).astimezone(zone).hour == hour
    assert local.hour == hour or not exists


@given(zones, hours, moments)
def test_successive_slots_have_successive_dates_that_are_never_used_twice(
    zone: ZoneInfo, hour: int, at: datetime
) -> None:
    days, moment = [], at
    for _number in range(10):
        slot = next_slot(daily(zone, hour), moment)
        assert slot is not None
        days.append(slot.astimezone(zone).date())
        moment = slot
    assert len(set(days)) == len(days)
    assert days == sorted(days)


@given(zones, hours, weekdays, moments)
def test_a_weekly_slot_comes_within_eight_days_and_is_recognised_when_it_is_due(
    zone: ZoneInfo, hour: int, day: int, at: datetime
) -> None:
    rhythm = weekly(zone, hour, day)
    slot = next_slot(rhythm, at)
    assert slot is not None
    assert slot - at <= timedelta(days=8)
    passed = latest_slot(rhythm, slot, slot + timedelta(minutes=3))
    assert passed is not None
    assert (passed.moment, passed.weekly) == (slot, True)


@given(zones, hours, moments)
def test_the_slot_that_was_promised_is_the_one_that_is_found_due(zone: ZoneInfo, hour: int, at: datetime) -> None:
    promised = next_slot(daily(zone, hour), at)
    assert promised is not None
    found = latest_slot(daily(zone, hour), promised, promised)
    assert found is not None
    assert (found.moment, found.day) == (promised, promised.astimezone(zone).date())


@given(moments)
def test_a_window_ends_after_what_matched_in_it_and_within_its_length(at: datetime) -> None:
    end = window_end(at, WINDOW)
    assert at < end <= at + WINDOW
    assert window_end(end - timedelta(microseconds=1), WINDOW) == end
    assert last_window_end(end, WINDOW) == end


@given(zones, moments)
def test_two_windows_of_one_local_date_never_have_the_same_number(zone: ZoneInfo, at: datetime) -> None:
    ends = [window_end(at, WINDOW) + number * WINDOW for number in range(160)]
    numbers = {(end.astimezone(zone).date(), minute_of_day(end, zone)) for end in ends}
    assert len(numbers) == len(ends)


@pytest.mark.parametrize(("moment", "minute"), [((2026, 10, 25, 0, 30), 150), ((2026, 10, 25, 1, 30), 210)])
def test_both_passes_of_a_repeated_hour_have_minutes_of_their_own(moment: tuple[int, ...], minute: int) -> None:
    assert utc(*moment).astimezone(BERLIN).strftime("%H:%M") == "02:30"
    assert minute_of_day(utc(*moment), BERLIN) == minute
