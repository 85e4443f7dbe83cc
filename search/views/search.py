"""The search page: everything that it shows follows from its address."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.clock import clock
from search import choices
from search.answer import search, total_of
from search.criteria import Criteria
from search.wording import EMPLOYMENT_TYPES, SENIORITIES, WORKPLACES, Part, parts_of


@dataclass(frozen=True)
class Select:
    """A choice of the form; `any` is what its empty option says."""

    name: str
    label: str
    options: list[tuple[str, str]]
    any: str
    chosen: str = ""


@dataclass(frozen=True)
class Way:
    """Out of an empty answer: without this part there would be so many."""

    part: Part
    total: int


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    criteria = Criteria.from_query(request.GET)
    after = request.GET.get("after", "")
    answer = search(criteria, after=after, at=at)
    parts = parts_of(criteria)
    context = {
        "criteria": criteria,
        "query": criteria.to_query(),
        "answer": answer,
        "after": after,
        "parts": parts,
        "selects": _selects(criteria),
        "ways": _ways_out(parts, at) if not answer.total else [],
    }
    return render(request, "search/search.html", context)


def _selects(criteria: Criteria) -> list[Select]:
    several = (
        ("workplace", "Workplace", list(WORKPLACES.items()), criteria.workplaces),
        ("employment_type", "Employment", list(EMPLOYMENT_TYPES.items()), criteria.employment_types),
        ("seniority", "Seniority", list(SENIORITIES.items()), criteria.seniorities),
        ("skill", "Skill", choices.skills(), criteria.skills),
        ("country", "Country", choices.countries(), criteria.countries),
        ("company", "Company", choices.companies(), criteria.companies),
    )
    selects = [
        Select(name, label, [option for option in options if option[0] not in chosen], "Add one" if chosen else "Any")
        for name, label, options, chosen in several
        if options
    ]
    years = "" if criteria.most_years is None else str(criteria.most_years)
    return [
        *selects,
        Select("years", "Experience", list(choices.YEARS), "Any", years),
        Select("days", "Posted", list(choices.DAYS), "Any time", str(criteria.posted_within_days or "")),
    ]


def _ways_out(parts: list[Part], at: datetime) -> list[Way]:
    """Which single part to drop, the most useful first."""
    ways = [Way(part, total_of(part.without, at=at)) for part in parts] if len(parts) > 1 else []
    return sorted((way for way in ways if way.total), key=lambda way: -way.total)
