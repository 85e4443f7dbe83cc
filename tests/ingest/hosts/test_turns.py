"""Threads of one process that wait for their turns."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection
from django.db.utils import OperationalError
from pytest_django.fixtures import Settings

from ingest.hosts import turns as module
from ingest.hosts.granting import Given, Wish, take
from ingest.hosts.side_connection import side_connection
from ingest.hosts.turns import HostBusy, Turns
from tests.ingest.hosts.conftest import HOST, budget

MakeHost = Callable[..., str]


def starts_of(turns: Turns, host: str, threads: int, *, hold: float = 0.0) -> list[float]:
    """The moments at which so many threads that come together had their turn."""
    together = threading.Barrier(threads)

    def ask(_number: int) -> float:
        together.wait()
        with turns.turn(host):
            started = time.monotonic()
            time.sleep(hold)
            return started

    with ThreadPoolExecutor(threads) as pool:
        return sorted(pool.map(ask, range(threads)))


def gaps(starts: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(starts)]


def test_threads_that_come_together_start_one_after_the_other(host: MakeHost) -> None:
    host(rate=20, concurrency=100)
    starts = starts_of(Turns(), HOST, 8)
    assert 0.3 < starts[-1] - starts[0] < 0.6
    assert max(gaps(starts)) < 0.2


def test_threads_that_wait_while_one_asks_share_the_next_round_trip(
    host: MakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    host(rate=100, concurrency=100)
    trips = list[int]()

    def slowly(wishes: Sequence[Wish]) -> list[Given]:
        trips.append(sum(wish.pages for wish in wishes))
        time.sleep(0.1)
        return take(wishes)

    monkeypatch.setattr(module, "take", slowly)
    # Without seats, so that nothing has to be given back.
    monkeypatch.setattr(module.Turns, "_give_back", lambda *_: None)
    starts_of(Turns(), HOST, 16)
    assert sum(trips) == 16
    assert len(trips) <= 4


def test_a_host_without_limits_is_asked_about_once_a_second(host: MakeHost, settings: Settings) -> None:
    settings.INGEST_GATEWAY = "http://127.0.0.1:1"
    host()
    turns, before = Turns(), side_connection.statements
    for _ in range(50):
        with turns.turn(HOST) as turn:
            assert turn.seat is None
    assert side_connection.statements - before <= 3


def test_nobody_sleeps_longer_than_the_horizon(host: MakeHost) -> None:
    host(rate=1, concurrency=100)
    turns, began = Turns(), time.monotonic()

    def wait_told(_number: int) -> float:
        """The seconds after which one shall come back; none for who had a turn."""
        try:
            with turns.turn(HOST):
                return 0
        except HostBusy as busy:
            return busy.wait.total_seconds()

    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(wait_told, range(12)))
    assert time.monotonic() - began < 3
    assert told.count(0) in {2, 3}
    assert max(told) < 4


def test_seats_are_given_back_also_when_the_request_fails(host: MakeHost) -> None:
    host(rate=100, concurrency=2)
    turns = Turns()
    taken = list[int]()

    def fail() -> None:
        with turns.turn(HOST):
            taken.append(len(budget().seats))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (taken, budget().seats) == ([1], [])


def test_never_more_run_at_once_than_there_are_seats(host: MakeHost) -> None:
    host(rate=1000, concurrency=3)
    turns, running, most = Turns(), [0], [0]
    together = threading.Lock()

    def ask(_number: int) -> None:
        with turns.turn(HOST):
            with together:
                running[0] += 1
                most[0] = max(most[0], running[0])
            time.sleep(0.05)
            with together:
                running[0] -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(ask, range(12)))
    assert most[0] == 3


def test_without_a_seat_for_long_one_is_sent_away(host: MakeHost) -> None:
    host(rate=1000, concurrency=1)
    turns, began = Turns(), time.monotonic()
    with turns.turn(HOST), pytest.raises(HostBusy, match="at the same time"), turns.turn(HOST):
        pass
    assert 1.5 < time.monotonic() - began < 3


def test_a_short_block_is_waited_for_and_a_long_one_is_not(host: MakeHost) -> None:
    host(rate=100)
    turns = Turns()
    block("0.4 s")
    began = time.monotonic()
    with turns.turn(HOST):
        assert 0.3 < time.monotonic() - began < 1.5
    block("1 h")
    with pytest.raises(HostBusy, match=r"vendor\.example asked us to wait") as busy, turns.turn(HOST):
        pass
    assert 3500 < busy.value.wait.total_seconds() <= 3600


def test_a_transaction_of_the_thread_neither_holds_nor_undoes_its_turns(host: MakeHost) -> None:
    """As in a dry run: it waits for vendors inside a transaction that is rolled back."""
    host(rate=2, concurrency=5)
    turns = Turns()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        with turns.turn(HOST):
            pass
        cursor.execute("ROLLBACK")
    assert budget().next_free_at is not None
    assert starts_of(turns, HOST, 1)


def test_a_database_that_is_away_is_the_threads_error_and_not_a_wait(
    host: MakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_wishes: object) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(module, "take", away)
    with pytest.raises(OperationalError, match="is lost"), Turns().turn(HOST):
        pass


def test_a_connection_that_was_ended_is_made_anew(host: MakeHost) -> None:
    host(rate=100)
    turns = Turns()
    with turns.turn(HOST):
        pass
    [[pid]] = side_connection.rows("SELECT pg_backend_pid()", {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with turns.turn(HOST):
        pass
    assert side_connection.rows("SELECT pg_backend_pid()", {}) != [(pid,)]


def block(interval: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ingest_hostbudget
            SET blocked_until = clock_timestamp() + %s::interval, blocked_reason = 'asked us to wait' WHERE host = %s
            """,
            [interval, HOST],
        )
