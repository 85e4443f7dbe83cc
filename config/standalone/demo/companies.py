"""The demo's companies, as rows that ingestion watches."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest

from demo.companies import ListedCompany
from ingest.models import Board, Company, CompanySchedule
from ingest.sources import source_named


@transaction.atomic
def add_companies(listed: Sequence[ListedCompany], at: datetime) -> None:
    """Those that are not there yet. Due at `at`."""
    Company.objects.bulk_create(
        [Company(name=company.name, slug=company.slug, website=company.website, created_at=at) for company in listed],
        ignore_conflicts=True,
    )
    ids = dict(Company.objects.filter(slug__in=[company.slug for company in listed]).values_list("slug", "id"))
    Board.objects.bulk_create(
        [
            Board(company_id=ids[company.slug], source=b.source, token=b.token, url=b.careers_url, added_at=at)
            for company in listed
            for b in company.boards
        ],
        ignore_conflicts=True,
    )
    CompanySchedule.objects.bulk_create(
        [
            CompanySchedule(company_id=ids[company.slug], host=_host(company), next_run_at=at)
            for company in listed
            if company.boards
        ],
        ignore_conflicts=True,
    )


def make_due(listed: Sequence[ListedCompany], at: datetime) -> None:
    """Each active one of the demo's companies is due at `at`."""
    CompanySchedule.objects.filter(_is_of(listed), active=True).update(next_run_at=at)


def spare_others(listed: Sequence[ListedCompany]) -> None:
    """Companies of yours are due in the world's time only: the demo's boards would tell them that they are gone."""
    others = CompanySchedule.objects.exclude(_is_of(listed))
    others.update(next_run_at=Greatest("next_run_at", datetime.now(UTC)))


def _is_of(listed: Sequence[ListedCompany]) -> Q:
    return Q(company__slug__in=[company.slug for company in listed])


def _host(company: ListedCompany) -> str:
    board = company.boards[0]
    return source_named(board.source).host(board.token)
