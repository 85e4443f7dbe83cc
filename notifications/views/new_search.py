"""Save the search that the address names."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from config.clock import clock
from notifications.forms import SavedSearchForm
from notifications.models import SavedSearch
from notifications.models.saved_search import Frequency
from notifications.saving import save_search
from notifications.views.access import SubscriberRequest, subscriber_page
from search.answer import search
from search.criteria import Criteria
from search.wording import words_of

LONGEST_NAME = 120


@subscriber_page
def new_saved_search(request: SubscriberRequest) -> HttpResponse:
    criteria = Criteria.from_query(request.GET)
    words = words_of(criteria)
    first = {"name": words[:LONGEST_NAME], "frequency": Frequency.DAILY}
    form = SavedSearchForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        return _saved(request, criteria, form)
    known = SavedSearch.objects.filter(subscriber=request.user, criteria__query_string=criteria.to_query()).first()
    context = {
        "form": form,
        "words": words,
        "query": criteria.to_query(),
        "known": known,
        "total": search(criteria, at=clock.now()).total,
    }
    return render(request, "notifications/new_search.html", context)


def _saved(request: SubscriberRequest, criteria: Criteria, form: SavedSearchForm) -> HttpResponse:
    chosen = form.cleaned_data
    saved = save_search(request.user, criteria, chosen["name"], chosen["frequency"], clock.now())
    messages.success(request, f"“{saved.name}” is saved.")
    return redirect("saved_searches")
