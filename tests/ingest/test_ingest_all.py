"""`manage.py ingest --all`, with threads, on the demo's boards over real HTTP."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from config.clock import clock
from demo.server import DemoServer
from ingest import visit_all
from ingest.adding import add_company
from ingest.crawl import crawl
from ingest.models import Company, CompanySchedule, Posting, Run
from ingest.recognise import Recognised
from ingest.reserving import Reservation, reserve
from tests.ingest.gateway import asked_through

pytestmark = pytest.mark.django_db(transaction=True)

COMPANIES = 40


@pytest.fixture
def companies(settings: Settings) -> Iterator[list[Company]]:
    settings.DEBUG = True
    demo = DemoServer(day=0, anchor=date(2026, 3, 10), companies=COMPANIES, postings=200)
    with demo as boards, asked_through(settings, boards.url):
        for listed in httpx.get(f"{boards.url}/_demo/companies").json():
            for board in listed["boards"]:
                add_company(Recognised(board["source"], board["token"]), clock.now(), name=listed["name"])
        yield list(Company.objects.order_by("id"))


def ingest_all(*arguments: str) -> dict[str, Any]:
    output = StringIO()
    call_command("ingest", "--all", "--json", *arguments, stdout=output)
    result: dict[str, Any] = json.loads(output.getvalue().splitlines()[-1])
    return result


def test_every_company_is_visited_once_and_counted(companies: list[Company]) -> None:
    result = ingest_all("--slots", "4")
    assert result["companies"] == len(companies)
    assert result["created"] == Posting.objects.count() > 150
    assert result["visits"] == Run.objects.count() == sum(result["outcomes"].values())
    assert not CompanySchedule.objects.filter(lease_until__isnull=False).exists()
    assert not CompanySchedule.objects.filter(next_run_at__lte=clock.now()).exists()


def test_the_second_sweep_finds_what_the_first_one_wrote(companies: list[Company]) -> None:
    first = ingest_all()
    second = ingest_all()
    assert second["companies"] == len(companies)
    assert (second["created"], second["changed"], second["closed"]) == (0, 0, 0)
    assert second["unchanged"] + second["missing"] + second["held"] <= first["created"]


def test_only_those_that_are_due_are_visited_when_asked(companies: list[Company]) -> None:
    due = {companies[0].id, companies[7].id}
    CompanySchedule.objects.exclude(company_id__in=due).update(next_run_at=clock.now() + timedelta(days=1))
    assert ingest_all("--due")["companies"] == 2
    assert set(Run.objects.values_list("company_id", flat=True)) == due


def test_paused_companies_are_left_alone(companies: list[Company]) -> None:
    CompanySchedule.objects.filter(company=companies[3]).update(active=False)
    assert ingest_all()["companies"] == len(companies) - 1
    assert not Run.objects.filter(company=companies[3]).exists()


def test_failures_are_counted_by_kind(companies: list[Company]) -> None:
    gone = companies[0].boards.get()
    gone.token = "nobody-has-this-board"
    gone.save()
    result = ingest_all()
    assert sum(result["failures"].values()) >= 1
    assert result["outcomes"].items() >= result["failures"].items()
    assert Run.objects.get(company=companies[0]).outcome in result["failures"]


def test_a_fault_of_ours_ends_one_visit_and_not_the_sweep(
    companies: list[Company], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(held: Any, at: datetime) -> Run | None:
        if held.company_id == companies[2].id:
            raise ZeroDivisionError
        return crawl(held, at)

    monkeypatch.setattr(visit_all, "crawl", faulty)
    # What it claimed stays claimed until the lease ends, and is due; so only the others are waited for.
    monkeypatch.setattr(visit_all, "PATIENCE_SECONDS", 3.0)
    result = ingest_all()
    assert result["failures"]["a fault of ours"] == 1
    assert result["companies"] == len(companies)
    assert "a fault of ours" in caplog.text


def test_what_was_reserved_and_not_begun_is_given_back_when_the_sweep_is_broken_off(companies: list[Company]) -> None:
    now = clock.now()
    visits = visit_all.visit_all(lambda: now, slots=1)
    next(visits)
    visits.close()  # type: ignore[attr-defined]  # A generator, as after Ctrl-C.
    free = {r.company_id for r in reserve(now, most=1000)}
    assert free == set(CompanySchedule.objects.filter(next_run_at__lte=now).values_list("company_id", flat=True))
    assert len(free) >= COMPANIES - 3


def test_another_sweeps_reservation_is_respected(companies: list[Company]) -> None:
    taken: list[Reservation] = reserve(clock.now(), most=1)
    CompanySchedule.objects.filter(ticket__isnull=False).update(next_run_at=clock.now() + timedelta(days=1))
    assert ingest_all("--due")["companies"] == len(companies) - 1
    assert not Run.objects.filter(company_id=taken[0].company_id).exists()


def test_a_company_and_all_of_them_at_once_are_refused() -> None:
    with pytest.raises(CommandError, match="Say which company"):
        call_command("ingest", "acorn", "--all")
    with pytest.raises(CommandError, match="Say which company"):
        call_command("ingest")
    with pytest.raises(CommandError, match="one company"):
        call_command("ingest", "--all", "--dry-run")


def test_the_sweep_may_be_run_as_of_another_moment(companies: list[Company]) -> None:
    at = datetime(2026, 3, 10, 6, tzinfo=UTC)
    CompanySchedule.objects.update(next_run_at=at)
    ingest_all("--at", at.isoformat())
    moments = set(Run.objects.values_list("at", flat=True))
    assert at <= min(moments) <= max(moments) < at + timedelta(minutes=5)
    assert Run.objects.values("company").distinct().count() == len(companies)
