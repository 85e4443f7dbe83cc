"""How long a company is left alone: bounds, direction and spread, without a database."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from ingest.intervals import interval, look_again, own_second, retry, spread
from ingest.rhythm import Rhythm

NOW = datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

rates = st.floats(0, 1000)
followers = st.integers(0, 10**6)
costs = st.floats(0, 10**5)
waits = st.timedeltas(HOUR, WEEK)
moments = st.integers(0, 7_000).map(lambda hours: NOW + hours * HOUR)


@given(rates, followers, costs)
def test_everything_is_visited_between_an_hour_and_a_week(rate: float, followed: int, cost: float) -> None:
    assert HOUR <= interval(rate, followed, cost) <= WEEK


@given(rates, followers, costs)
def test_a_company_with_followers_is_visited_every_day(rate: float, followed: int, cost: float) -> None:
    assert interval(rate, followed + 1, cost) <= DAY


@given(rates, rates, followers, costs)
def test_what_changes_more_often_is_visited_no_later(one: float, other: float, followed: int, cost: float) -> None:
    assert interval(max(one, other), followed, cost) <= interval(min(one, other), followed, cost)


@given(rates, followers, followers, costs)
def test_what_more_people_follow_is_visited_no_later(rate: float, one: int, other: int, cost: float) -> None:
    assert interval(rate, max(one, other), cost) <= interval(rate, min(one, other), cost)


@given(rates, followers, costs, costs)
def test_what_costs_more_is_visited_no_earlier(rate: float, followed: int, one: float, other: float) -> None:
    assert interval(rate, followed, max(one, other)) >= interval(rate, followed, min(one, other))


def test_a_new_company_is_visited_after_a_day() -> None:
    new = Rhythm()
    assert interval(new.change_rate, new.followers, new.cost) == DAY


def test_the_bounds_are_settings(settings: Settings) -> None:
    settings.VISIT_SHORTEST, settings.VISIT_LONGEST = 2 * HOUR, 3 * DAY
    assert interval(1000, 1000, 1) == 2 * HOUR
    assert interval(0, 0, 1) == 3 * DAY


def test_an_ordinary_interval_below_the_shortest_one_is_kept_for_what_is_followed(settings: Settings) -> None:
    settings.VISIT_INTERVAL = timedelta(minutes=3)
    assert interval(0.4, 1, 1) == timedelta(minutes=3)


@given(moments, waits, st.integers(1, 10**9))
def test_a_spread_visit_is_never_later_and_hardly_earlier_than_its_interval(
    at: datetime, wait: timedelta, company: int
) -> None:
    assert 0.7 * wait <= spread(at, wait, company) - at <= wait


def test_ten_thousand_companies_added_at_one_instant_are_soon_spread_over_the_day() -> None:
    due = dict.fromkeys(range(1, 10_001), NOW)
    for _visit in range(12):
        due = {company: spread(at, DAY, company) for company, at in due.items()}
    by_hour = Counter(at.hour for at in due.values())
    assert set(by_hour) == set(range(24))
    assert max(by_hour.values()) < 1.5 * 10_000 / 24


def test_ten_thousand_companies_are_hours_apart_after_their_first_visit() -> None:
    due = [spread(NOW, DAY, company) for company in range(1, 10_001)]
    by_minute = Counter(at.replace(second=0, microsecond=0) for at in due)
    assert max(by_minute.values()) < 80


def test_a_company_keeps_its_own_minute_of_the_day() -> None:
    at = NOW
    for _visit in range(30):
        at = spread(at, DAY, 4711)
    seconds = (at.timestamp() - own_second(4711)) % 86_400
    assert min(seconds, 86_400 - seconds) < 3 * 3600


def test_own_seconds_are_the_same_in_every_process() -> None:
    assert [own_second(company) for company in (1, 2, 10_000)] == [own_second(company) for company in (1, 2, 10_000)]
    assert len({own_second(company) for company in range(1000)}) > 950


@pytest.mark.parametrize("failures", [1, 5, 400])
def test_a_retry_comes_after_what_the_host_asked_for_and_within_a_day(failures: int) -> None:
    assert retry(NOW, failures, 3 * HOUR) >= NOW + 3 * HOUR
    assert NOW < retry(NOW, failures, timedelta(0)) <= NOW + DAY


def test_what_can_be_decided_is_looked_at_within_minutes() -> None:
    assert timedelta(0) < look_again(NOW) - NOW <= timedelta(minutes=5)


def visited(rhythm: Rhythm, every: timedelta, *, changed: bool, times: int, requests: int = 1) -> Rhythm:
    at = rhythm.visited_at or NOW
    for _visit in range(times):
        rhythm = rhythm.after(at, changed=changed, requests=requests, received=0)
        at += every
    return rhythm


def test_the_first_visit_says_nothing_about_changes_or_costs() -> None:
    first = Rhythm().after(NOW, changed=True, requests=500, received=10**8)
    assert first == Rhythm(visited_at=NOW)


def test_a_board_that_never_changes_slows_down_to_a_week() -> None:
    quiet = visited(Rhythm(), DAY, changed=False, times=40)
    assert interval(quiet.change_rate, 0, quiet.cost) == WEEK


def test_a_board_that_changes_at_every_visit_speeds_up() -> None:
    busy = visited(Rhythm(), DAY, changed=True, times=40)
    assert interval(busy.change_rate, 0, busy.cost) < 18 * HOUR
    busier = visited(busy, 3 * HOUR, changed=True, times=400)
    assert interval(busier.change_rate, 0, busier.cost) < 8 * HOUR
    assert interval(busier.change_rate, 50, busier.cost) == HOUR


def test_the_rate_is_that_of_the_changes_however_often_one_looks() -> None:
    rhythm, at = Rhythm(), NOW
    for number in range(2000):
        rhythm = rhythm.after(at, changed=number % 10 == 0, requests=1, received=0)
        at += HOUR
    assert rhythm.change_rate == pytest.approx(2.4, rel=0.15)


def test_a_board_of_many_requests_is_visited_less_often() -> None:
    dear = visited(Rhythm(), DAY, changed=True, times=40, requests=50)
    assert dear.cost == pytest.approx(50, rel=0.01)
    assert interval(dear.change_rate, 0, dear.cost) > 4 * DAY
