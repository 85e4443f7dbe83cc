"""All that a subscriber has saved and follows."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications.models import DigestSchedule, SavedSearch
from notifications.views.access import SubscriberRequest, subscriber_page
from search.paging import page_of

SEARCHES_A_PAGE = 50


@require_safe
@subscriber_page
def saved_searches(request: SubscriberRequest) -> HttpResponse:
    own = SavedSearch.objects.filter(subscriber=request.user).select_related("criteria").order_by("name", "id")
    schedule = DigestSchedule.objects.filter(subscriber=request.user).first()
    context = {
        "page": page_of(own, request, size=SEARCHES_A_PAGE),
        "next_digest_at": schedule.next_digest_at if schedule else None,
    }
    return render(request, "notifications/saved_searches.html", context)
