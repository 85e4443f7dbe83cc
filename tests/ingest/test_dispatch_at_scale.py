"""Dispatch with tens of thousands of companies that are due: pages, bounds, and what PostgreSQL reads for them."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from celery import current_app
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from ingest import dispatch, reserving, schedule
from ingest.models import CompanySchedule, Stage

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
COMPANIES = 24_000
PAGE = 40

pytestmark = pytest.mark.django_db

# Half of them on two shared hosts, the others on hosts of their own.
FILL = """
WITH made AS (
    INSERT INTO ingest_company (name, slug, website, created_at)
    SELECT 'c' || n, 'c' || n, '', %(at)s FROM generate_series(1, %(count)s) AS n RETURNING id
)
INSERT INTO ingest_companyschedule (company_id, active, paused_reason, host, shared, next_run_at, failures, fence)
SELECT id, true, '',
    CASE id %% 4 WHEN 0 THEN 'boards-api.greenhouse.io' WHEN 1 THEN 'api.ashbyhq.com'
                 ELSE 'jobs' || id || '.example' END,
    id %% 4 < 2, %(at)s - make_interval(secs => 3 * (id %% 24000)), 0, 0
FROM made
"""


def fill(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"at": NOW, "count": count})
        cursor.execute("ANALYZE ingest_companyschedule")


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The companies of the messages that were published, instead of a broker."""
    messages: list[int] = []
    monkeypatch.setattr(current_app, "send_task", taking(messages))
    return messages


def taking(messages: list[int]) -> Callable[..., None]:
    return lambda _task, args, **_options: messages.append(args[0])


def plans_of(work: Callable[[], object]) -> list[dict[str, Any]]:
    """The plans, with what was really read, of the statements on schedules that `work` sends."""
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if "ingest_companyschedule" in sql:
            sent.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        work()
        transaction.set_rollback(True)
    plans = []
    for sql, parameters in sent:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", parameters)
            plans.append(cursor.fetchone()[0][0]["Plan"])
            transaction.set_rollback(True)
    return plans


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def rows_read(plan: dict[str, Any]) -> int:
    """Rows that scans of the schedules touched, also those that they dropped."""
    return sum(
        round((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
        for node in nodes(plan)
        if node.get("Relation Name") == "ingest_companyschedule"
    )


def assert_bounded(plans: list[dict[str, Any]], most: int) -> None:
    for plan in plans:
        assert not [n for n in nodes(plan) if n["Node Type"] == "Seq Scan" and _is_schedule(n)], json.dumps(plan)
        sorted_rows = [
            node["Actual Rows"] * node["Actual Loops"] for node in nodes(plan) if "Sort" in node["Node Type"]
        ]
        assert max(sorted_rows, default=0) <= most
        assert rows_read(plan) <= most, json.dumps(plan, indent=1)


def _is_schedule(node: dict[str, Any]) -> bool:
    return node.get("Relation Name") == "ingest_companyschedule"


def test_reserving_a_page_reads_only_the_page() -> None:
    fill(COMPANIES)
    plans = plans_of(lambda: reserving.reserve(NOW, most=PAGE))
    # A page of each shared host and of all others is looked at; the oldest of them are locked and written.
    assert_bounded(plans, 6 * PAGE)


def test_reserving_behind_a_full_page_of_reserved_and_claimed_ones_reads_only_them_too() -> None:
    fill(COMPANIES)
    for reservation in reserving.reserve(NOW, most=PAGE):
        schedule.claim(reservation.company_id, reservation.ticket)
    reserving.reserve(NOW, most=PAGE)
    assert_bounded(plans_of(lambda: reserving.reserve(NOW, most=2 * PAGE)), 12 * PAGE)


def test_whether_something_is_due_is_one_look_into_an_index() -> None:
    fill(COMPANIES)
    assert_bounded(plans_of(lambda: schedule.has_due(NOW)), 1)


def test_counting_the_overdue_ones_reads_only_those() -> None:
    fill(COMPANIES)
    overdue = schedule.overdue(NOW, timedelta(hours=19, minutes=50))
    assert 0 < overdue < COMPANIES / 5
    assert_bounded(plans_of(lambda: schedule.overdue(NOW, timedelta(hours=19, minutes=50))), overdue)


def test_the_end_of_a_task_counts_no_further_than_half_of_the_bound(settings: Settings, published: list[int]) -> None:
    settings.INGEST_SLOTS = PAGE
    fill(COMPANIES)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ingest_companyschedule SET reserved_until = clock_timestamp() + interval '1 hour'")
        cursor.execute("ANALYZE ingest_companyschedule")
    assert_bounded(plans_of(dispatch.wake_when_low), PAGE)
    assert not Stage.objects.filter(name="dispatch", queued_until__isnull=False).exists()
    assert not published


def test_ten_thousand_due_companies_are_dispatched_in_pages_each_once(
    settings: Settings, published: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INGEST_SLOTS, settings.INGEST_GATEWAY = 5_000, "http://127.0.0.1:9"
    fill(10_000)
    pages: list[int] = []
    whole = reserving.reserve

    def counted(at: datetime, **limits: int) -> list[reserving.Reservation]:
        pages.append(len(page := whole(at, **limits)))
        return page

    monkeypatch.setattr(reserving, "reserve", counted)
    assert dispatch.dispatch(NOW) == 10_000
    assert set(Counter(published).values()) == {1}
    assert set(pages) == {dispatch.PAGE}
    assert dispatch.dispatch(NOW) == 0


def test_what_a_dispatcher_that_died_had_reserved_is_dispatched_again(
    settings: Settings, published: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.INGEST_SLOTS, settings.INGEST_GATEWAY = 300, "http://127.0.0.1:9"
    fill(900)

    def die_half_way(_task: str, args: list[Any], **_options: Any) -> None:
        if len(published) == 550:
            raise SystemExit
        published.append(args[0])

    monkeypatch.setattr(current_app, "send_task", die_half_way)
    with pytest.raises(SystemExit):
        dispatch.dispatch(NOW)
    assert CompanySchedule.objects.filter(reserved_until__isnull=False).count() == 600
    monkeypatch.setattr(current_app, "send_task", taking(published))
    assert dispatch.dispatch(NOW) == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ingest_companyschedule SET reserved_until = reserved_until - interval '1 hour'")
    assert dispatch.dispatch(NOW) == 600
    assert set(published[:550]) <= set(published[550:])


def test_neighbours_in_the_queue_are_of_different_hosts(settings: Settings, published: list[int]) -> None:
    settings.INGEST_SLOTS, settings.INGEST_GATEWAY = 100, "http://127.0.0.1:9"
    fill(400)
    dispatch.dispatch(NOW)
    hosts = dict(CompanySchedule.objects.values_list("company_id", "host"))
    dispatched = [hosts[company] for company in published]
    assert sum(one == other for one, other in pairwise(dispatched)) < len(dispatched) / 2
