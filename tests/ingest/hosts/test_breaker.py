"""The breaker of a host."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from ingest.hosts.breaker import COMPANIES, OPEN, count_failed_run, judge_probe
from ingest.hosts.turns import HostBusy, turns
from tests.ingest.hosts.conftest import HOST, budget

MakeHost = Callable[..., str]


def fail(companies: int, *, first: int = 1) -> list[bool]:
    return [count_failed_run(HOST, company) for company in range(first, first + companies)]


def half_open() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ingest_hostbudget SET open_until = clock_timestamp() - interval '1 s'")


def test_it_opens_when_runs_of_several_companies_failed(host: MakeHost) -> None:
    host()
    assert fail(COMPANIES) == [False] * (COMPANIES - 1) + [True]
    opened = budget().open_until
    assert opened is not None
    with pytest.raises(HostBusy, match="failed again and again") as busy, turns.turn(HOST):
        pass
    assert timedelta(0) <= OPEN - busy.value.wait < timedelta(seconds=30)


def test_one_company_that_fails_again_and_again_does_not_open_it(host: MakeHost) -> None:
    host()
    assert not any(count_failed_run(HOST, 7) for _ in range(3 * COMPANIES))


def test_failures_that_lie_far_apart_do_not_open_it(host: MakeHost) -> None:
    host()
    fail(COMPANIES - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ingest_hostbudget SET failed = (
                SELECT jsonb_object_agg(company, at::float8 - 700) FROM jsonb_each(failed) AS f (company, at))
            """
        )
    assert fail(1, first=99) == [False]
    assert list(budget().failed) == ["99"]


def test_an_answer_forgets_the_failures_before_it(host: MakeHost) -> None:
    host(rate=100)
    fail(COMPANIES - 1)
    turns.note_worked(HOST)
    assert fail(1, first=99) == [False]
    assert list(budget().failed) == ["99"]


def test_an_answer_in_another_process_counts_as_soon_as_it_is_told(host: MakeHost) -> None:
    host()
    fail(COMPANIES - 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ingest_hostbudget SET worked_at = clock_timestamp()")
    assert fail(1, first=99) == [False]


def test_further_failures_do_not_keep_it_open_for_longer(host: MakeHost) -> None:
    host()
    fail(COMPANIES)
    opened = budget().open_until
    assert fail(3, first=50) == [True] * 3
    assert budget().open_until == opened


def test_a_probe_that_succeeds_closes_it(host: MakeHost) -> None:
    host(rate=100)
    fail(COMPANIES)
    half_open()
    with turns.turn(HOST) as turn:
        assert turn.is_probe
        with pytest.raises(HostBusy), turns.turn(HOST):
            pass
        judge_probe(HOST, works=True)
    row = budget()
    assert (row.open_until, row.probe_until, row.failed) == (None, None, {})
    assert fail(1, first=99) == [False]


def test_a_probe_that_fails_opens_it_again(host: MakeHost) -> None:
    host()
    fail(COMPANIES)
    half_open()
    with turns.turn(HOST):
        judge_probe(HOST, works=False)
    row = budget()
    assert row.open_until is not None
    assert row.probe_until is None
    with pytest.raises(HostBusy, match="again and again"), turns.turn(HOST):
        pass


def test_a_late_word_of_a_failed_probe_does_not_open_a_closed_one(host: MakeHost) -> None:
    host()
    judge_probe(HOST, works=False)
    assert budget().open_until is None
