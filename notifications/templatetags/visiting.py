"""On a company's page: the button with which a subscriber asks for a visit, and how far the visit has come."""

from typing import Any

from django import template

from config.clock import clock
from ingest.models import Company
from notifications.visit_progress import VisitProgress, progress_of

register = template.Library()


@register.simple_tag(takes_context=True)
def visit_of(context: dict[str, Any], company: Company) -> VisitProgress | None:
    """The visit that somebody asked for of late; for subscribers only."""
    return progress_of(company, clock.now()) if context["request"].user.is_authenticated else None


@register.inclusion_tag("notifications/visit_button.html", takes_context=True)
def visit_button(context: dict[str, Any], company: Company, visit: VisitProgress | None) -> dict[str, Any]:
    schedule = getattr(company, "schedule", None)
    is_possible = context["request"].user.is_authenticated and schedule is not None and schedule.active
    return {
        "company": company,
        "shown": is_possible and (visit is None or visit.is_over),
        "csrf_token": context.get("csrf_token"),
    }
