"""Leases outlive their length while the work goes on, and not after it."""

import time

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from ingest.heartbeat import Heartbeat
from ingest.models import Board
from ingest.schedule import claim


def lease_lives(company_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lease_until > clock_timestamp() FROM ingest_companyschedule WHERE company_id = %s", [company_id]
        )
        return bool(cursor.fetchone()[0])


def until(condition: bool, board: Board) -> bool:
    """Wait, for at most ten seconds, until the lease lives or does not."""
    end = time.monotonic() + 10
    while lease_lives(board.company_id) != condition and time.monotonic() < end:
        time.sleep(0.05)
    return lease_lives(board.company_id) == condition


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_work_goes_on_and_ends_after_it(board: Board, settings: Settings) -> None:
    settings.LEASE_SECONDS = 1
    held = claim(board.company_id, None)
    assert held is not None
    heartbeat = Heartbeat()
    with heartbeat.keeping(held):
        time.sleep(2)
        assert lease_lives(board.company_id)
    assert until(False, board)
