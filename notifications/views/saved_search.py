"""One saved search: what it found, its name and frequency, and its end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from config.clock import clock
from notifications.forms import SavedSearchForm
from notifications.models import Match, SavedSearch
from notifications.saving import change_frequency, delete_search, rename
from notifications.views.access import SubscriberRequest, subscriber_page
from search.criteria import Criteria
from search.paging import page_of
from search.wording import words_of

MATCHES_A_PAGE = 20


@subscriber_page
def saved_search(request: SubscriberRequest, token: str) -> HttpResponse:
    shown = _own(request, token)
    form = SavedSearchForm(request.POST or None, initial={"name": shown.name, "frequency": shown.frequency})
    if request.method == "POST" and form.is_valid():
        return _changed(request, shown, form)
    found = Match.objects.filter(saved_search=shown).select_related("posting__company").order_by("-posting_id")
    context = {
        "saved_search": shown,
        "form": form,
        "words": words_of(Criteria.from_string(shown.criteria.query_string)),
        "page": page_of(found, request, size=MATCHES_A_PAGE),
    }
    return render(request, "notifications/saved_search.html", context)


@subscriber_page
def delete_saved_search(request: SubscriberRequest, token: str) -> HttpResponse:
    shown = _own(request, token)
    if request.method != "POST":
        return render(request, "notifications/delete_search.html", {"saved_search": shown})
    delete_search(shown)
    messages.success(request, f"“{shown.name}” is deleted.")
    return redirect("saved_searches")


def _own(request: SubscriberRequest, token: str) -> SavedSearch:
    own = SavedSearch.objects.filter(subscriber=request.user).select_related("criteria")
    return get_object_or_404(own, token=token)


def _changed(request: SubscriberRequest, shown: SavedSearch, form: SavedSearchForm) -> HttpResponse:
    chosen = form.cleaned_data
    if shown.name != chosen["name"]:
        rename(shown, chosen["name"])
    if shown.frequency != chosen["frequency"]:
        change_frequency(shown, chosen["frequency"], clock.now())
    messages.success(request, f"“{shown.name}” is changed.")
    return redirect("saved_searches")
