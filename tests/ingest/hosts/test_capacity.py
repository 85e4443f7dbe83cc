"""How many companies of a host dispatch takes, and what it costs to find them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from ingest.hosts.breaker import COMPANIES, count_failed_run
from ingest.hosts.capacity import SHARED_HOSTS, HostNow, room, rooms
from ingest.hosts.granting import Wish, take
from ingest.hosts.throttling import slow_down
from ingest.models import Company, CompanySchedule
from ingest.reserving import RESERVE, reserve
from ingest.schedule import claim, release

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEVER, GREENHOUSE = "api.lever.co", "boards-api.greenhouse.io"
MakeHost = Callable[..., str]


def companies(host: str, count: int, *, age: timedelta = timedelta(hours=1)) -> None:
    made = Company.objects.bulk_create(
        [Company(name=f"{host} {n}", slug=f"{host.replace('.', '-')}-{n}", created_at=NOW) for n in range(count)]
    )
    CompanySchedule.objects.bulk_create(
        [
            CompanySchedule(company=c, host=host, next_run_at=NOW - age + timedelta(seconds=n))
            for n, c in enumerate(made)
        ]
    )


def taken(most: int = 100) -> dict[str, int]:
    found = [reservation.host for reservation in reserve(NOW, most=most)]
    return {host: found.count(host) for host in set(found)}


def now(**values: Any) -> HostNow:
    usual = {
        "host": LEVER,
        "rate": None,
        "concurrency": None,
        "factor": None,
        "ahead": 0.0,
        "seats": 0,
        "is_closed": False,
        "is_half_open": False,
        "is_probed": False,
        "queued": 0,
    }
    return HostNow(**(usual | values))


@pytest.mark.parametrize(
    ("state", "companies"),
    [
        ({}, 4),
        ({"queued": 3}, 1),
        ({"queued": 9}, 0),
        ({"ahead": 1.4}, 2),
        ({"ahead": 2.5}, 0),
        ({"factor": 0.25}, 1),
        ({"rate": 50.0}, 8),
        ({"rate": 50.0, "concurrency": 40}, 40),
        ({"rate": 50.0, "seats": 7}, 1),
        ({"rate": 0.01}, 1),
        ({"is_closed": True}, 0),
        ({"is_half_open": True}, 1),
        ({"is_half_open": True, "queued": 1}, 0),
        ({"is_half_open": True, "is_probed": True}, 0),
    ],
)
def test_a_host_has_room_for_the_turns_that_it_has_soon(state: dict[str, Any], companies: int) -> None:
    assert room(now(**state), most=40) == companies


def test_a_gateway_has_room_for_all(gateway: None) -> None:
    assert room(now(), most=40) == 40


@pytest.mark.django_db
def test_no_host_gets_more_companies_than_it_has_turns_for() -> None:
    companies(GREENHOUSE, 50, age=timedelta(days=2))
    companies(LEVER, 50)
    companies("own.example", 1)
    assert taken() == {GREENHOUSE: 10, LEVER: 4, "own.example": 1}
    assert taken() == {}


@pytest.mark.django_db
def test_the_oldest_of_each_host_come_first() -> None:
    companies(LEVER, 9)
    found = [reservation.company_id for reservation in reserve(NOW, most=100)]
    assert found == list(CompanySchedule.objects.order_by("next_run_at").values_list("company_id", flat=True)[:4])


def test_a_host_whose_turns_are_all_given_is_skipped_and_others_fill_the_page(host: MakeHost) -> None:
    host(GREENHOUSE), host(LEVER)
    companies(GREENHOUSE, 50, age=timedelta(days=2))
    companies(LEVER, 50)
    take([Wish(GREENHOUSE, pages=5)]), take([Wish(GREENHOUSE, pages=5)])
    found = taken()
    assert found[LEVER] == 4
    assert found.get(GREENHOUSE, 0) <= 4


def test_a_blocked_host_is_skipped_until_its_time_has_come(host: MakeHost) -> None:
    host(GREENHOUSE), host("own.example")
    companies(GREENHOUSE, 3)
    companies("own.example", 1)
    companies("other.example", 1)
    slow_down(GREENHOUSE, timedelta(hours=1), ""), slow_down("own.example", timedelta(hours=1), "")
    assert taken() == {"other.example": 1}


def test_an_open_breaker_is_skipped_and_a_half_open_one_gets_a_single_company(host: MakeHost) -> None:
    host(LEVER)
    companies(LEVER, 20)
    for number in range(COMPANIES):
        count_failed_run(LEVER, number)
    assert taken() == {}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ingest_hostbudget SET open_until = clock_timestamp() - interval '1 s'")
    assert taken() == {LEVER: 1}
    assert taken() == {}


@pytest.mark.django_db
def test_companies_that_are_done_make_room_for_the_next() -> None:
    companies(LEVER, 9)
    for reservation in reserve(NOW, most=100):
        held = claim(reservation.company_id, reservation.ticket)
        assert held
        release(held, next_run_at=NOW + timedelta(days=1), failures=0)
    assert taken() == {LEVER: 4}


@pytest.mark.django_db
def test_a_company_knows_whether_its_host_is_shared_also_when_its_host_changes() -> None:
    companies(LEVER, 1)
    companies("own.example", 1)
    assert dict(CompanySchedule.objects.values_list("host", "shared")) == {LEVER: True, "own.example": False}
    moved = CompanySchedule.objects.get(host=LEVER)
    moved.host = "other.example"
    moved.save()
    moved.refresh_from_db()
    assert not moved.shared


@pytest.fixture
def ten_thousand_due(db: None, settings: Settings) -> None:
    """Six thousand that wait for one host, longer than all others, among them a thousand with hosts of their own."""
    companies(GREENHOUSE, 6000, age=timedelta(days=3))
    companies(LEVER, 3000, age=timedelta(days=2))
    rows = [(f"own-{n}.example", NOW - timedelta(hours=1) + timedelta(seconds=n)) for n in range(1000)]
    made = Company.objects.bulk_create(
        [Company(name=host, slug=host.replace(".", "-"), created_at=NOW) for host, _ in rows]
    )
    CompanySchedule.objects.bulk_create(
        [CompanySchedule(company=c, host=host, next_run_at=at) for c, (host, at) in zip(made, rows, strict=True)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ingest_companyschedule")


def test_finding_a_page_reads_about_as_many_rows_as_the_page_has(ten_thousand_due: None) -> None:
    given = {
        "at": NOW,
        "room": 32,
        "seconds": 60,
        "rooms": json.dumps([{"host": h, "room": n} for h, n in rooms(32).items()]),
    }
    assert rows_read(RESERVE, given) < 10 * 32
    # Now that so many are reserved.
    assert rows_read(SHARED_HOSTS, {"most": 32}) < 2 * 32


def test_thousands_that_wait_for_one_host_do_not_stand_before_the_others(ten_thousand_due: None) -> None:
    found = taken(32)
    assert found.pop(GREENHOUSE) == 10
    assert found.pop(LEVER) == 4
    assert len(found) == 32 - 14


def rows_read(statement: str, values: dict[str, Any]) -> int:
    """The rows of schedules that a statement takes from a table or an index, those included that it throws away."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
        [[[plan]]] = cursor.fetchall()
    return sum(_read(plan["Plan"]))


def _read(node: dict[str, Any]) -> list[int]:
    own = 0
    if node.get("Relation Name") == "ingest_companyschedule" and "Scan" in node["Node Type"]:
        thrown_away = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        own = int((node["Actual Rows"] + thrown_away) * node["Actual Loops"])
    return [own, *(rows for child in node.get("Plans", ()) for rows in _read(child))]
