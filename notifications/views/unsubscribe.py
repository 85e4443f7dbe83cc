"""The page behind every mail's unsubscribe links, and the one click of mail programs (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from config.clock import clock
from notifications.unsubscribing import stop, stoppable_by, undo


# A mail program's POST has no cookie; the token is its proof, and it can only stop mail.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing: mail scanners follow links. A POST for a token that nobody has any more succeeds."""
    stopped = stoppable_by(token)
    context: dict[str, object] = {"stopped": stopped}
    if stopped and request.method == "POST":
        signed = request.POST.get("undo", "")
        if signed:
            context["undone"] = undo(stopped, signed, clock.now())
        else:
            context["undo"] = stop(stopped, clock.now())
    response = render(request, "notifications/unsubscribe.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
