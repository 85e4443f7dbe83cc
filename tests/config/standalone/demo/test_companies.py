"""The demo's companies beside yours."""

from datetime import UTC, datetime, timedelta

import pytest

from config.standalone.demo.companies import add_companies, make_due, spare_others
from demo.companies import listed
from demo.server import SEED
from demo.world import world
from ingest.models import Board, Company, CompanySchedule

LISTED = listed(world(SEED))
AT = datetime(2026, 10, 22, 3, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_each_is_watched_once_however_often_the_demo_starts() -> None:
    add_companies(LISTED, AT)
    add_companies(LISTED, AT + timedelta(days=1))
    assert Company.objects.count() == len(LISTED) >= 60
    assert Board.objects.count() == sum(len(company.boards) for company in LISTED)
    assert set(CompanySchedule.objects.values_list("next_run_at", flat=True)) == {AT}
    assert not CompanySchedule.objects.filter(host="").exists()


def test_the_active_ones_become_due() -> None:
    add_companies(LISTED, AT)
    CompanySchedule.objects.update(next_run_at=AT + timedelta(days=1))
    paused = CompanySchedule.objects.first()
    assert paused
    CompanySchedule.objects.filter(pk=paused.pk).update(active=False)
    make_due(LISTED, AT)
    assert CompanySchedule.objects.filter(next_run_at=AT).count() == len(LISTED) - 1


def test_your_companies_are_not_visited_in_the_demos_time() -> None:
    add_companies(LISTED, AT)
    yours = Company.objects.create(name="Yours", slug="yours", created_at=AT)
    CompanySchedule.objects.create(company=yours, host="boards-api.greenhouse.io", next_run_at=AT)
    spare_others(LISTED)
    make_due(LISTED, AT)
    assert CompanySchedule.objects.get(company=yours).next_run_at > datetime.now(UTC) - timedelta(minutes=1)
    assert CompanySchedule.objects.filter(next_run_at=AT).count() == len(LISTED)


def test_a_later_date_of_yours_stays() -> None:
    yours = Company.objects.create(name="Yours", slug="yours", created_at=AT)
    later = datetime.now(UTC) + timedelta(days=3)
    CompanySchedule.objects.create(company=yours, host="x", next_run_at=later)
    spare_others(LISTED)
    assert CompanySchedule.objects.get(company=yours).next_run_at == later
