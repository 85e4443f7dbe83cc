"""The page behind the one-time link for the first administrator."""

from typing import ClassVar

from django.contrib import messages
from django.contrib.auth.forms import BaseUserCreationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from config.clock import clock
from notifications.models import Subscriber
from operations.first_admin import is_good, make_first_admin


class FirstAdminForm(BaseUserCreationForm):  # type: ignore[type-arg]  # Django's class takes no argument at run time.
    class Meta:
        model = Subscriber
        fields: ClassVar[list[str]] = ["email"]


@never_cache
@sensitive_post_parameters()
def first_admin(request: HttpRequest, token: str) -> HttpResponse:
    if not is_good(token):
        return render(request, "operations/first_admin.html", {"form": None}, status=410)
    form = FirstAdminForm(request.POST or None)
    if form.is_valid() and make_first_admin(form.save(commit=False), clock.now()):
        messages.success(request, "You are the administrator of this Rolewatch. Log in to begin.")
        return redirect("account_login")
    return render(request, "operations/first_admin.html", {"form": form})
