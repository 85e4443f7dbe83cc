"""The companies that are watched, and the page of one of them."""

from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ingest.models import Board, Company, Posting
from ingest.models.posting import Status
from search.paging import page_of

COMPANIES_A_PAGE = 60
POSTINGS_A_PAGE = 25
LONGEST_NAME = 200


@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    name = request.GET.get("name", "").replace("\0", "").strip()[:LONGEST_NAME]
    page = page_of(_named(name), request, size=COMPANIES_A_PAGE)
    open_postings = _open_postings_of([company.pk for company in page.rows])
    rows = [(company, open_postings.get(company.pk, 0)) for company in page.rows]
    return render(request, "search/companies.html", {"page": page, "rows": rows, "name": name})


@require_safe
def company(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Company.objects.select_related("schedule"), slug=slug)
    boards = list(Board.objects.filter(company=shown).order_by("id"))
    postings = Posting.objects.filter(company=shown, status=Status.OPEN).order_by("-first_seen_at", "-id")
    context = {
        "company": shown,
        "schedule": getattr(shown, "schedule", None),
        "boards": boards,
        "read_at": _last_read(boards),
        "page": page_of(postings, request, size=POSTINGS_A_PAGE),
        "open_postings": _open_postings_of([shown.pk]).get(shown.pk, 0),
    }
    return render(request, "search/company.html", context)


def _named(name: str) -> QuerySet[Company]:
    found = Company.objects.order_by("slug")
    return found.filter(Q(name__icontains=name) | Q(slug__icontains=name)) if name else found


def _open_postings_of(company_ids: list[int]) -> dict[int, int]:
    counted = Posting.objects.filter(company__in=company_ids, status=Status.OPEN).order_by()
    return dict(counted.values_list("company").annotate(Count("id")))


def _last_read(boards: list[Board]) -> datetime | None:
    found: datetime | None = Board.objects.filter(pk__in=[board.pk for board in boards]).aggregate(
        at=Max("state__complete_at")
    )["at"]
    return found
