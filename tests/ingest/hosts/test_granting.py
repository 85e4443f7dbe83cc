"""The one statement that gives turns and seats out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from ingest.hosts.granting import HORIZON_SECONDS, Given, Wish, take
from ingest.models import HostBudget, VendorHost
from tests.ingest.hosts.conftest import HOST, budget

MakeHost = Callable[..., str]


def one(**wish: object) -> Given:
    [given] = take([Wish(HOST, **wish)])  # type: ignore[arg-type]
    return given


def change(**columns: str) -> None:
    """Set columns of the host's row to SQL expressions."""
    with connection.cursor() as cursor:
        for column, expression in columns.items():
            cursor.execute(f"UPDATE ingest_hostbudget SET {column} = {expression} WHERE host = %s", [HOST])


def test_turns_lie_as_far_apart_as_the_rate_says(host: MakeHost) -> None:
    host(rate=20, concurrency=100)
    given = one(pages=5)
    assert given.pages == pytest.approx([0, 0.05, 0.1, 0.15, 0.2], abs=0.001)
    assert given.ahead == pytest.approx(0.25, abs=0.001)


def test_who_asks_next_gets_turns_after_those(host: MakeHost) -> None:
    host(rate=20, concurrency=100)
    one(pages=5)
    assert one(pages=1).pages[0] == pytest.approx(0.25, abs=0.05)


def test_nobody_takes_more_than_a_seconds_worth_at_once(host: MakeHost) -> None:
    host(rate=4, concurrency=100)
    assert len(one(pages=50).pages) == 4


def test_turns_are_given_no_further_ahead_than_one_is_willing_to_wait(host: MakeHost) -> None:
    host(rate=4, concurrency=100)
    starts = [start for _ in range(5) for start in one(pages=50).pages]
    assert max(starts) <= HORIZON_SECONDS
    assert one(pages=50).pages == []
    assert one(pages=1, horizon=0.1).pages == []


def test_a_rate_below_one_a_second_still_gives_a_turn(host: MakeHost) -> None:
    host(rate=0.2, concurrency=1)
    given = one(pages=3)
    assert given.pages == [0]
    assert given.ahead == pytest.approx(5, abs=0.01)
    assert one(pages=1).pages == []


def test_details_have_a_rate_of_their_own_in_the_same_budget(host: MakeHost) -> None:
    host(rate=2, detail_rate=20, concurrency=100)
    given = one(pages=1, details=3)
    assert given.pages == [0]
    assert given.details == pytest.approx([0.5, 0.55, 0.6], abs=0.001)
    assert given.ahead == pytest.approx(0.65, abs=0.001)


def test_a_rate_of_staff_holds_for_details_too_unless_they_say_otherwise(host: MakeHost) -> None:
    name = "api.smartrecruiters.com"
    host(name, rate=1)
    [given] = take([Wish(name, details=9)])
    assert len(given.details) == 1


def test_several_hosts_take_one_round_trip(host: MakeHost) -> None:
    host("a.example", rate=1), host("b.example", rate=1)
    found = {given.host: given.pages for given in take([Wish("b.example", pages=1), Wish("a.example", pages=1)])}
    assert found == {"a.example": [0], "b.example": [0]}


def test_a_host_that_nobody_asked_yet_gets_its_row(transactional_db: None) -> None:
    assert one(pages=1).pages == [0]
    assert VendorHost.objects.get().rate is None
    assert budget().factor == 1


def test_an_ordinary_host_has_the_default_of_the_table(transactional_db: None) -> None:
    assert one(pages=50).pages == pytest.approx([0, 0.2, 0.4, 0.6, 0.8], abs=0.001)


def test_no_more_requests_run_at_once_than_there_are_seats(host: MakeHost) -> None:
    host(rate=1000, concurrency=3)
    first = one(pages=5)
    assert len(first.pages) == 3
    second = one(pages=5)
    assert (second.pages, second.no_seats) == ([], True)
    assert first.seat is not None
    assert len(one(pages=5, freed=[first.seat, first.seat]).pages) == 2


def test_a_seat_whose_worker_died_is_free_when_its_time_is_over(host: MakeHost) -> None:
    host(rate=1000, concurrency=2)
    one(pages=2)
    assert one(pages=1).pages == []
    change(seats="ARRAY[clock_timestamp() - interval '1 s', clock_timestamp() + interval '1 min']")
    assert len(one(pages=2).pages) == 1


def test_a_seat_that_is_given_back_twice_frees_no_other(host: MakeHost) -> None:
    host(rate=1000, concurrency=2)
    first, second = one(pages=1), one(pages=1)
    assert first.seat
    assert second.seat
    one(freed=[first.seat])
    one(freed=[first.seat])
    assert budget().seats == [second.seat]


def test_a_blocked_host_gives_nothing_and_says_how_long_and_why(host: MakeHost) -> None:
    host(rate=20)
    change(blocked_until="clock_timestamp() + interval '1 h'", blocked_reason="'asked us to wait (HTTP 429)'")
    given = one(pages=1, details=1)
    assert (given.pages, given.details, given.trouble) == ([], [], "asked us to wait (HTTP 429)")
    assert given.closed == pytest.approx(3600, abs=2)
    change(blocked_until="clock_timestamp() - interval '1 s'")
    assert (one(pages=1).pages, one(pages=0).trouble) == ([0], "")


def test_an_open_breaker_gives_nothing_and_a_half_open_one_a_single_probe(host: MakeHost) -> None:
    host(rate=20)
    change(open_until="clock_timestamp() + interval '30 min'")
    assert one(pages=3).pages == []
    change(open_until="clock_timestamp() - interval '1 s'")
    probe = one(pages=3, details=3)
    assert (len(probe.pages) + len(probe.details), probe.is_probe) == (1, True)
    assert one(pages=3).pages == []
    change(probe_until="clock_timestamp() - interval '1 s'")
    assert one(details=3).is_probe


def test_a_slowed_host_is_asked_more_slowly_and_grows_back_to_its_rate(host: MakeHost) -> None:
    host(rate=20, concurrency=100)
    change(factor="0.25", slowed_at="clock_timestamp()")
    assert one(pages=2).pages[1] == pytest.approx(0.2, abs=0.01)
    change(next_free_at="NULL", slowed_at="clock_timestamp() - interval '5 min'")
    assert one(pages=2).pages[1] == pytest.approx(0.1, abs=0.01)
    change(next_free_at="NULL", slowed_at="clock_timestamp() - interval '1 h'")
    assert one(pages=2).pages[1] == pytest.approx(0.05, abs=0.001)


def test_a_host_does_not_speed_up_while_it_is_left_alone(host: MakeHost) -> None:
    host(rate=20, concurrency=100)
    change(
        factor="0.5",
        slowed_at="clock_timestamp() - interval '3 h'",
        blocked_until="clock_timestamp() - interval '1 s'",
    )
    assert one(pages=2).pages[1] == pytest.approx(0.1, abs=0.01)


def test_what_the_host_did_well_is_remembered_as_of_when_it_did(host: MakeHost) -> None:
    host(rate=20)
    one(worked_seconds=60.0)
    worked_at = budget().worked_at
    assert worked_at is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    assert timedelta(seconds=59) < now - worked_at < timedelta(seconds=70)
    one(worked_seconds=3600.0)
    assert budget().worked_at == worked_at


def test_taking_turns_rewrites_one_narrow_row_in_place(host: MakeHost) -> None:
    """A hot row that moved its index entries would grow with every request."""
    host(rate=1000, concurrency=100)
    for _ in range(50):
        given = one(pages=2)
        one(freed=[given.seat, given.seat])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_relation_size('ingest_hostbudget')")
        size = cursor.fetchone()[1]
    assert HostBudget.objects.count() == 1
    assert size <= 8192 * 3
