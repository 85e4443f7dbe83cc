"""Save the search that the address names."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from config.clock import clock
from notifications.forms import SavedSearchForm
from notifications.models import SavedSearch
from notifications.models.saved_search import Frequency
from notifications.saving import save_search
from notifications.views.access import SubscriberRequest, subscriber_page
from search.answer import total_of
from search.criteria import Criteria
from search.wording import words_of

LONGEST_NAME = 120


@subscriber_page
def new_saved_search(request: SubscriberRequest) -> HttpResponse:
    # What is new is told anyway: only the search page asks how old a posting is.
    criteria = replace(Criteria.from_query(request.GET), posted_within_days=None)
    if criteria.asks_nothing:
        messages.warning(request, "Ask for something first: a word, a place, a company or a kind of work.")
        return redirect("search")
    words = words_of(criteria)
    first = {"name": words[:LONGEST_NAME], "frequency": Frequency.DAILY}
    form = SavedSearchForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        return _saved(request, criteria, form)
    query = criteria.to_query()
    context = {
        "form": form,
        "words": words,
        "query": query,
        "known": SavedSearch.objects.filter(subscriber=request.user, criteria__query_string=query).first(),
        "total": total_of(criteria, at=clock.now()),
    }
    return render(request, "notifications/new_search.html", context)


def _saved(request: SubscriberRequest, criteria: Criteria, form: SavedSearchForm) -> HttpResponse:
    chosen = form.cleaned_data
    saved = save_search(request.user, criteria, chosen["name"], chosen["frequency"], clock.now())
    messages.success(request, f"“{saved.name}” is saved.")
    return redirect("saved_searches")
