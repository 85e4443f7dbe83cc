"""Shows the mail as the standalone mode's SMTP server received it. Whoever may not see it finds no such page."""

from itertools import islice

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from config.standalone.mailbox import StoredMessage, mailbox_folder, message, messages
from operations.mailbox_access import may_see_mailbox
from search.paging import page_number, page_query

MAILS_A_PAGE = 30
OPENS_OUTSIDE = '<base target="_blank">'
# Nothing runs or loads in a mail that is shown; its links open a page of their own.
POLICY_OF_A_MAIL = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    _check(request)
    number = page_number(request)
    last = number * MAILS_A_PAGE
    found = messages(mailbox_folder(settings.VAR_DIR), limit=last + 1)
    page = {
        "number": number,
        "previous_query": page_query(request, number - 1) if number > 1 else "",
        "next_query": page_query(request, number + 1) if len(found) > last else "",
    }
    mails = list(islice(found, last - MAILS_A_PAGE, last))
    return _private(render(request, "operations/mailbox.html", {"page": page, "mails": mails}))


@require_safe
def mail(request: HttpRequest, key: str) -> HttpResponse:
    _check(request)
    return _private(render(request, "operations/mail.html", {"mail": _mail(key)}))


@require_safe
@xframe_options_sameorigin
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part alone, for the frame on the mail's page."""
    _check(request)
    response = HttpResponse(_mail(key).html.replace("<head>", f"<head>{OPENS_OUTSIDE}", 1))
    response["Content-Security-Policy"] = POLICY_OF_A_MAIL
    return _private(response)


def _check(request: HttpRequest) -> None:
    if not may_see_mailbox(request):
        raise Http404


def _mail(key: str) -> StoredMessage:
    found = message(mailbox_folder(settings.VAR_DIR), key)
    if found is None:
        raise Http404
    return found


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
