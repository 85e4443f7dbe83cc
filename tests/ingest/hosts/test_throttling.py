"""A host that asked us to wait."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from ingest.hosts.granting import LEAST_FACTOR
from ingest.hosts.throttling import ORDINARY_WAIT, ask_again, slow_down
from ingest.hosts.turns import HostBusy, turns
from tests.ingest.hosts.conftest import HOST, budget

MakeHost = Callable[..., str]


def some_time_passes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ingest_hostbudget SET slowed_at = clock_timestamp() - interval '11 s'")


def test_it_is_left_alone_and_asked_half_as_often_afterwards(host: MakeHost) -> None:
    host(rate=20)
    assert slow_down(HOST, timedelta(minutes=5), "asked us to wait (HTTP 429)") == timedelta(minutes=5)
    row = budget()
    assert row.slowed_at is not None
    assert row.blocked_until is not None
    assert timedelta(minutes=4) < row.blocked_until - row.slowed_at <= timedelta(minutes=5)
    assert (row.factor, row.blocked_reason) == (0.5, "asked us to wait (HTTP 429)")
    with pytest.raises(HostBusy, match="429"), turns.turn(HOST):
        pass


def test_requests_that_were_refused_together_slow_it_down_once(host: MakeHost) -> None:
    host(rate=20)
    for _ in range(5):
        slow_down(HOST, None, "")
    assert budget().factor == 0.5


def test_again_and_again_it_is_slowed_down_to_a_floor(host: MakeHost) -> None:
    host(rate=20)
    for _ in range(8):
        slow_down(HOST, timedelta(seconds=1), "")
        some_time_passes()
    assert budget().factor == pytest.approx(LEAST_FACTOR)


def test_a_shorter_wait_never_ends_a_longer_one(host: MakeHost) -> None:
    host(rate=20)
    slow_down(HOST, timedelta(hours=2), "")
    long = budget().blocked_until
    slow_down(HOST, timedelta(seconds=5), "")
    assert budget().blocked_until == long


@pytest.mark.parametrize(
    ("stated", "waited"), [(None, ORDINARY_WAIT), (timedelta(0), timedelta(seconds=1)), (timedelta(3), timedelta(3))]
)
def test_it_is_left_alone_also_where_it_does_not_say_for_how_long(
    host: MakeHost, stated: timedelta | None, waited: timedelta
) -> None:
    host()
    assert slow_down(HOST, stated, "") == waited


def test_a_host_that_this_process_took_for_free_is_left_alone_at_once(host: MakeHost, gateway: None) -> None:
    host()
    with turns.turn(HOST):
        pass
    slow_down(HOST, timedelta(hours=1), "")
    with pytest.raises(HostBusy), turns.turn(HOST):
        pass


def test_staff_can_have_it_asked_again(host: MakeHost) -> None:
    host(rate=20)
    slow_down(HOST, timedelta(hours=1), "asked us to wait")
    ask_again([HOST])
    row = budget()
    assert (row.blocked_until, row.factor, row.slowed_at) == (None, 1, None)
    with turns.turn(HOST):
        pass
