"""All postings of a digest: what its mail shows, and what did not fit into it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.models import Digest, DigestItem
from search.paging import page_of

ITEMS_A_PAGE = 50


@never_cache
@require_safe
def digest(request: HttpRequest, token: str) -> HttpResponse:
    """Needs no log-in: the token names this one digest and nothing else."""
    shown = get_object_or_404(Digest, token=token)
    items = DigestItem.objects.filter(digest=shown).select_related("posting__company", "saved_search__criteria")
    page = page_of(items.order_by("pk"), request, size=ITEMS_A_PAGE)
    response = render(request, "notifications/digest.html", {"digest": shown, "page": page})
    response["X-Robots-Tag"] = "noindex"
    return response
