"""Pages that say who we are, and what every page knows of the site."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe


def site(request: HttpRequest) -> dict[str, str]:
    """For every template: the address of this page as the world knows it, without its query string."""
    return {"canonical_url": settings.PUBLIC_URL + request.path}


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Postings and companies are for everybody's index; what people do here, and endless searches, are for none."""
    closed = ("/?", "/accounts/", "/admin/", "/digests/", "/mailbox/", "/searches/", "/settings/", "/u/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """For browsers that ask for it without looking into the page."""
    return redirect(static("rolewatch.svg"))


@require_safe
def bot(request: HttpRequest) -> HttpResponse:
    """The page that our crawler's User-Agent names."""
    _name, contact = parseaddr(settings.MAIL_FROM)
    hours = {
        f"{name}_hours": span.total_seconds() / 3600
        for name, span in (
            ("usual", settings.VISIT_INTERVAL),
            ("least", min(settings.VISIT_SHORTEST, settings.VISIT_INTERVAL)),
            ("most", settings.VISIT_LONGEST),
        )
    }
    return render(request, "bot.html", {"contact": contact, **hours})
