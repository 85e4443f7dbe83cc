"""How postings, their places, salaries and moments read on a page."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from config.clock import clock
from ingest.models import Posting
from search.addresses import posting_path
from search.countries import COUNTRIES
from search.web_links import web_link

register = template.Library()
register.filter("posting_path", posting_path)
register.filter("web_link", web_link)

MOST_PLACES = 3


@register.filter
def ago(moment: datetime | None) -> str:
    """Whole days back from the program's clock, by the calendar of the reader's time zone: today, 3 days ago."""
    if moment is None:
        return ""
    days = (timezone.localtime(clock.now()).date() - timezone.localtime(moment).date()).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if days < 60 else f"{days // 30} months ago"  # noqa: PLR2004  Then months read better.


@register.filter
def when(posting: Posting) -> str:
    """When we found it, which is the order of every list; and when it was posted, where that lies further back."""
    found, posted = ago(posting.first_seen_at), ago(posting.date_posted)
    is_older = posting.date_posted is not None and posting.date_posted < posting.first_seen_at and posted != found
    return f"posted {posted}, found {found}" if is_older else found


@register.filter
def places(posting: Posting) -> str:
    names = [_place(location) for location in posting.locations]
    known = list(dict.fromkeys(name for name in names if name))
    more = len(known) - MOST_PLACES
    return "; ".join(known[:MOST_PLACES]) + (f" and {more} more" if more > 0 else "")


@register.filter
def all_places(posting: Posting) -> list[str]:
    return list(dict.fromkeys(name for location in posting.locations if (name := _place(location))))


@register.filter
def salary(posting: Posting) -> str:
    """Amount, currency and period in a line; empty where the posting states none."""
    low, high = posting.salary_min, posting.salary_max
    if low is None and high is None:
        return ""
    if low is not None and high is not None and low != high:
        amount = f"{_amount(low)} to {_amount(high)}"
    elif low is not None and low != high:
        amount = f"from {_amount(low)}"
    elif low is None and high is not None:
        amount = f"up to {_amount(high)}"
    else:
        amount = _amount(low or Decimal(0))
    return " ".join(part for part in (posting.salary_currency, amount, posting.get_salary_period_display()) if part)


@register.filter
def country_names(codes: list[str]) -> list[str]:
    return [COUNTRIES.get(code, code) for code in codes]


def _amount(value: Decimal) -> str:
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def _place(location: dict[str, Any]) -> str:
    parts = (location.get("city"), location.get("region"), location.get("country"))
    return location.get("text") or ", ".join(part for part in parts if part)
