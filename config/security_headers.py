"""The headers that limit what a page of ours may load or run, also when somebody's text slips markup into it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# Django's own error report for developers carries its style inside.
POLICY_OF_ERROR_REPORT = f"{POLICY}; style-src 'self' 'unsafe-inline'"


class SecurityHeadersMiddleware:
    """A view that needs another policy sets the header itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_report = settings.DEBUG and response.status_code in {404, 500}
        response.setdefault("Content-Security-Policy", POLICY_OF_ERROR_REPORT if is_report else POLICY)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
