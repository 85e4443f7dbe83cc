"""Shows the mail as the standalone mode's SMTP server received it. Whoever may not see it finds no such page."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from operations.mailbox import Mail, mail_named, names_of_mails
from operations.mailbox_access import may_see_mailbox

MAILS_A_PAGE = 30
# Nothing runs or loads in a mail that is shown; its links open a page of their own.
POLICY_OF_A_MAIL = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    _check(request)
    page = Paginator(names_of_mails(), MAILS_A_PAGE).get_page(request.GET.get("page"))
    mails = [found for name in page.object_list if (found := mail_named(name))]
    return _private(render(request, "operations/mailbox.html", {"page": page, "mails": mails}))


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    _check(request)
    return _private(render(request, "operations/mail.html", {"mail": _named(name)}))


@require_safe
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, for the frame on the mail's page."""
    _check(request)
    response = HttpResponse(f'<base target="_blank">{_named(name).html}')
    response["Content-Security-Policy"] = POLICY_OF_A_MAIL
    return _private(response)


def _check(request: HttpRequest) -> None:
    if not may_see_mailbox(request):
        raise Http404


def _named(name: str) -> Mail:
    found = mail_named(name)
    if found is None:
        raise Http404
    return found


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
