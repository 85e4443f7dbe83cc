"""Follow a company, or stop."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from config.clock import clock
from ingest.models import Company
from notifications.saving import follow, unfollow
from notifications.views.access import SubscriberRequest, subscriber_action
from search.addresses import company_path


@subscriber_action("company")
def follow_company(request: SubscriberRequest, slug: str) -> HttpResponse:
    company = get_object_or_404(Company, slug=slug)
    follow(request.user, company, clock.now())
    messages.success(request, f"You follow {company.name} now. Its new postings will come by mail.")
    return _back(request, slug)


@subscriber_action("company")
def unfollow_company(request: SubscriberRequest, slug: str) -> HttpResponse:
    company = get_object_or_404(Company, slug=slug)
    unfollow(request.user, company)
    messages.success(request, f"You no longer follow {company.name}.")
    return _back(request, slug)


def _back(request: SubscriberRequest, slug: str) -> HttpResponse:
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None, require_https=request.is_secure())
    return redirect(back if is_ours else company_path(slug))
