"""Pages that belong to one subscriber."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from notifications.models import Subscriber

Arguments = ParamSpec("Arguments")


class SubscriberRequest(HttpRequest):
    """A request whose user is logged in."""

    user: Subscriber


View = Callable[Concatenate[SubscriberRequest, Arguments], HttpResponse]
GuardedView = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def subscriber_page(view: View[Arguments]) -> GuardedView[Arguments]:
    """Ask those who are logged out to log in and then come back; keep the page out of every cache."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        response = view(request, *args, **kwargs)  # type: ignore[arg-type]  # Narrowed just above.
        add_never_cache_headers(response)
        return response

    return guarded


def subscriber_action(parent: str) -> Callable[[View[Arguments]], GuardedView[Arguments]]:
    """A view that only a POST of a subscriber reaches; whoever else comes is sent to the page named `parent`.

    That page takes the same arguments as the action.
    """

    def guard(view: View[Arguments]) -> GuardedView[Arguments]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
            page = reverse(parent, args=args, kwargs=kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(page)
            if request.method != "POST":
                return redirect(page)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # Narrowed just above.

        return guarded

    return guard
