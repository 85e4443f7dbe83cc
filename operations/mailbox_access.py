"""Who may see the standalone mode's mailbox."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from config.standalone.demo.subscribers import DOMAIN


def may_see_mailbox(request: HttpRequest) -> bool:
    """Only where there is a mailbox, only from this machine itself, only staff and the demo's people."""
    return settings.MAILBOX and _is_from_this_machine(request) and _is_staff_or_of_the_demo(request)


def mailbox_link(request: HttpRequest) -> dict[str, bool]:
    """For every template: whether its reader may see the mailbox."""
    return {"mailbox_visible": may_see_mailbox(request)}


def _is_from_this_machine(request: HttpRequest) -> bool:
    # A proxy on this machine speaks for somebody else.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _is_staff_or_of_the_demo(request: HttpRequest) -> bool:
    # A request that failed early has no user yet, and its error page asks too.
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and (user.is_staff or user.email.endswith(f"@{DOMAIN}"))
