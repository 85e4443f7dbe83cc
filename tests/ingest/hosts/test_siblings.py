"""Companies of a host that must not be asked for a while."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ingest.hosts.breaker import COMPANIES, count_failed_run
from ingest.hosts.siblings import put_off
from ingest.hosts.throttling import slow_down
from ingest.models import Company, CompanySchedule
from ingest.reserving import reserve
from ingest.schedule import claim

HOST = "api.lever.co"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MakeHost = Callable[..., str]
HOUR = timedelta(hours=1)


def company(slug: str, *, due: datetime = NOW, host: str = HOST, active: bool = True) -> int:
    made = Company.objects.create(name=slug, slug=slug, created_at=NOW)
    CompanySchedule.objects.create(company=made, host=host, next_run_at=due, active=active)
    return made.id


def next_runs() -> dict[str, datetime]:
    return dict(CompanySchedule.objects.values_list("company__slug", "next_run_at"))


def test_they_are_put_off_without_being_asked_and_come_back_one_after_the_other(host: MakeHost) -> None:
    host(HOST, rate=1)
    for number in range(60):
        company(f"c{number}", due=NOW + timedelta(minutes=number))
    slow_down(HOST, HOUR, "asked us to wait")
    assert put_off(HOST, NOW) == 60
    moments = sorted(next_runs().values())
    assert moments[0] >= NOW + HOUR - timedelta(seconds=5)
    # Half of a rate of one a second: sixty companies need two minutes; and a tenth of the wait is six.
    assert timedelta(minutes=3) < moments[-1] - moments[0] <= timedelta(minutes=6)
    assert len(set(moments)) == 60
    assert reserve(NOW, most=100) == []


def test_many_are_spread_over_as_long_as_the_rate_needs_for_them(host: MakeHost) -> None:
    host(HOST, rate=0.1)
    for number in range(30):
        company(f"c{number}")
    slow_down(HOST, timedelta(seconds=60), "")
    put_off(HOST, NOW)
    moments = sorted(next_runs().values())
    assert moments[-1] - moments[0] > timedelta(minutes=5)


def test_only_those_are_moved_that_would_be_due_meanwhile(host: MakeHost) -> None:
    host(HOST)
    company("due"), company("later", due=NOW + 3 * HOUR)
    company("paused", active=False), company("elsewhere", host="boards-api.greenhouse.io")
    slow_down(HOST, HOUR, "")
    assert put_off(HOST, NOW) == 1
    moved = next_runs()
    assert moved["due"] > NOW + HOUR / 2
    assert (moved["later"], moved["paused"], moved["elsewhere"]) == (NOW + 3 * HOUR, NOW, NOW)


def test_a_company_that_is_reserved_or_worked_on_is_left_to_its_worker(host: MakeHost) -> None:
    host(HOST)
    company("reserved")
    assert len(reserve(NOW, most=1)) == 1
    assert claim(company("claimed"), None)
    slow_down(HOST, HOUR, "")
    assert put_off(HOST, NOW) == 0


def test_putting_off_again_moves_nobody(host: MakeHost) -> None:
    host(HOST)
    company("a"), company("b")
    slow_down(HOST, HOUR, "")
    put_off(HOST, NOW)
    before = next_runs()
    assert put_off(HOST, NOW) == 0
    assert next_runs() == before


@pytest.mark.parametrize("seconds", [1, 2])
def test_a_short_wait_moves_nobody(host: MakeHost, seconds: int) -> None:
    host(HOST)
    company("a")
    slow_down(HOST, timedelta(seconds=seconds), "")
    assert put_off(HOST, NOW) == 0


def test_a_host_that_nobody_knows_moves_nobody(transactional_db: None) -> None:
    company("a")
    assert put_off(HOST, NOW) == 0


def test_an_open_breaker_puts_them_off_as_well(host: MakeHost) -> None:
    host(HOST)
    company("a")
    for number in range(COMPANIES):
        count_failed_run(HOST, number)
    assert put_off(HOST, NOW) == 1
    assert next_runs()["a"] > NOW + timedelta(minutes=29)
