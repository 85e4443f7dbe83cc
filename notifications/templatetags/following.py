"""The button on pages that everybody may see, with which a subscriber follows the company or stops."""

from typing import Any

from django import template

from ingest.models import Company
from notifications.models import SavedSearch
from notifications.models.saved_search import Frequency
from search.criteria import Criteria

register = template.Library()


@register.inclusion_tag("notifications/follow_button.html", takes_context=True)
def follow_button(context: dict[str, Any], company: Company) -> dict[str, Any]:
    request = context["request"]
    query = Criteria(companies=(company.slug,)).to_query()
    follows = (
        request.user.is_authenticated
        and SavedSearch.objects.filter(subscriber=request.user, criteria__query_string=query)
        .exclude(frequency=Frequency.OFF)
        .exists()
    )
    return {
        "company": company,
        "follows": follows,
        "path": request.get_full_path(),
        "user": request.user,
        "csrf_token": context.get("csrf_token"),
    }
