"""The end of an account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render

from notifications.account_deletion import delete_subscriber
from notifications.forms import DeleteAccountForm
from notifications.views.access import SubscriberRequest, subscriber_page


@subscriber_page
def delete_account(request: SubscriberRequest) -> HttpResponse:
    subscriber = request.user
    form = DeleteAccountForm(subscriber, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "notifications/delete_account.html", {"form": form})
    delete_subscriber(subscriber.pk)
    logout(request)
    messages.success(request, "Your account is deleted, with everything that you saved.")
    return redirect("search")
