"""Ask for a visit to a company, and see how it goes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from config.clock import clock
from ingest.models import Company
from notifications.views.access import SubscriberRequest, subscriber_action, subscriber_page
from notifications.visit_progress import progress_of
from notifications.visit_requests import VisitRefused, ask_for_visit
from search.addresses import company_path


@subscriber_action("company")
def visit_company(request: SubscriberRequest, slug: str) -> HttpResponse:
    company = get_object_or_404(Company, slug=slug)
    try:
        ask_for_visit(request.user, company, clock.now())
    except VisitRefused as refused:
        messages.warning(request, str(refused))
    return redirect(company_path(slug))


@require_safe
@subscriber_page
def visit_progress(request: SubscriberRequest, slug: str) -> HttpResponse:
    """The part of the company's page that asks for itself again. At the end the page is shown anew, with what came."""
    company = get_object_or_404(Company, slug=slug)
    progress = progress_of(company, clock.now())
    if not getattr(request, "htmx", False):
        return redirect(company_path(slug))
    if progress is None or progress.is_over:
        return HttpResponseClientRefresh()
    return render(request, "notifications/visit_progress.html", {"company": company, "progress": progress})
