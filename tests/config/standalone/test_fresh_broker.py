"""What an empty broker means for what was reserved."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from config.standalone.fresh_broker import forget_messages
from ingest.models import Company, CompanySchedule, Stage
from ingest.reserving import reserve
from ingest.schedule import claim

AT = datetime(2026, 10, 22, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def _company(slug: str) -> CompanySchedule:
    company = Company.objects.create(name=slug, slug=slug, created_at=AT)
    return CompanySchedule.objects.create(company=company, host="x", next_run_at=AT)


def test_what_was_reserved_can_be_reserved_at_once() -> None:
    _company("a")
    (before,) = reserve(AT, most=10)
    assert reserve(AT, most=10) == []
    forget_messages()
    (after,) = reserve(AT, most=10)
    assert after.company_id == before.company_id
    assert claim(before.company_id, before.ticket) is None


def test_what_somebody_works_on_stays_claimed() -> None:
    schedule = _company("a")
    assert claim(schedule.company_id, None)
    forget_messages()
    assert reserve(AT, most=10) == []


def test_a_stage_can_be_woken_again() -> None:
    Stage.objects.update_or_create(name="match", defaults={"queued_until": datetime.now(UTC) + timedelta(hours=1)})
    forget_messages()
    assert Stage.objects.get(name="match").queued_until is None


def test_an_old_ticket_is_gone() -> None:
    schedule = _company("a")
    CompanySchedule.objects.update(ticket=uuid4(), reserved_until=datetime.now(UTC))
    forget_messages()
    schedule.refresh_from_db()
    assert (schedule.ticket, schedule.reserved_until) == (None, None)
