"""The page of one posting, open or closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ingest.models import Posting
from ingest.models.posting import Status
from search.addresses import posting_path
from search.shown_posting import description_of
from search.structured_data import job_posting_markup

MORE_POSTINGS = 5


@require_safe
def posting(request: HttpRequest, posting_id: int, slug: str = "") -> HttpResponse:  # noqa: ARG001  Part of the address.
    shown = get_object_or_404(
        Posting.objects.select_related("company", "board", "text", "canonical__company"), pk=posting_id
    )
    if request.path != posting_path(shown):
        return redirect(posting_path(shown), permanent=False)
    description = description_of(shown)
    context = {
        "posting": shown,
        "company": shown.company,
        "description": description,
        "markup": job_posting_markup(shown, description) if shown.status == Status.OPEN else "",
        "others": _others(shown),
    }
    return render(request, "search/posting.html", context)


def _others(shown: Posting) -> list[Posting]:
    open_there = Posting.objects.filter(company=shown.company_id, status=Status.OPEN, canonical=None)
    return list(open_there.exclude(pk=shown.pk).order_by("-first_seen_at", "-id")[:MORE_POSTINGS])
