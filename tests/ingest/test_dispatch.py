"""Dispatch, and what becomes of companies when the broker does not take a message."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery import current_app
from kombu.exceptions import OperationalError
from pytest_django.fixtures import Settings

from ingest.dispatch import bound, dispatch, interleaved
from ingest.models import Company, CompanySchedule, Stage
from ingest.reserving import Reservation

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def companies(count: int, host: str = "boards.example") -> None:
    for number in range(count):
        company = Company.objects.create(name=f"{host} {number}", slug=f"{host[0]}-{number}", created_at=NOW)
        CompanySchedule.objects.create(company=company, host=host, next_run_at=NOW - timedelta(minutes=number))


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...], float]]:
    """What was published, instead of a broker; the story test has the real one."""
    messages: list[tuple[str, tuple[Any, ...], float]] = []

    def send_task(task: str, args: tuple[Any, ...], expires: float) -> None:
        messages.append((task, args, expires))

    monkeypatch.setattr(current_app, "send_task", send_task)
    return messages


@pytest.mark.django_db
def test_each_due_company_gets_one_message_with_its_ticket(published: list[Any], settings: Settings) -> None:
    settings.INGEST_SLOTS = 10
    companies(3)
    assert dispatch(NOW) == 3
    tickets = {s.company_id: s.ticket for s in CompanySchedule.objects.all()}
    assert {args[0]: UUID(args[1]) for _task, args, _expires in published} == tickets
    assert dispatch(NOW) == 0


@pytest.mark.django_db
def test_the_queue_is_never_filled_beyond_twice_the_slots(published: list[Any], settings: Settings) -> None:
    settings.INGEST_SLOTS = 2
    companies(9)
    dispatch(NOW)
    dispatch(NOW)
    assert len(published) == bound() == 4


@pytest.mark.django_db
def test_a_message_expires_no_later_than_its_reservation(published: list[Any]) -> None:
    companies(1)
    before = datetime.now(UTC)
    dispatch(NOW)
    reserved_until = CompanySchedule.objects.get().reserved_until
    assert reserved_until is not None
    assert before + timedelta(seconds=published[0][2]) <= reserved_until + timedelta(seconds=1)


@pytest.mark.django_db
def test_what_the_broker_does_not_take_is_given_back_and_counted(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.INGEST_SLOTS = 10
    companies(4)
    taken: list[Any] = []

    def away_after_two(_task: str, args: tuple[Any, ...], expires: float) -> None:
        if len(taken) == 2:
            raise OperationalError("[Errno 111] Connection refused")
        taken.append(args)

    monkeypatch.setattr(current_app, "send_task", away_after_two)
    assert dispatch(NOW) == 2
    assert CompanySchedule.objects.filter(reserved_until__isnull=True).count() == 2
    assert Stage.objects.get(name="ingest_company").publish_failures == 1


def test_companies_of_different_hosts_take_turns() -> None:
    hosts = ["a", "a", "a", "b", "c", "c"]
    reservations = [Reservation(n, uuid4(), host) for n, host in enumerate(hosts)]
    assert [r.host for r in interleaved(reservations)] == ["a", "b", "c", "a", "c", "a"]
