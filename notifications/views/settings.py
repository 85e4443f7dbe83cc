"""When mail comes, and whether."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from config.clock import clock
from notifications import saving
from notifications.forms import SettingsForm
from notifications.models import DigestSchedule
from notifications.views.access import SubscriberRequest, subscriber_action, subscriber_page


@subscriber_page
def settings_page(request: SubscriberRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, initial=SettingsForm.values_of(request.user))
    if request.method == "POST" and form.is_valid():
        return _changed(request, form)
    schedule = DigestSchedule.objects.filter(subscriber=request.user).first()
    context = {
        "form": form,
        "now": clock.now(),
        "next_digest_at": schedule.next_digest_at if schedule else None,
    }
    return render(request, "notifications/settings.html", context)


@subscriber_action("settings")
def pause(request: SubscriberRequest) -> HttpResponse:
    saving.pause(request.user, clock.now())
    messages.success(request, "Your mail is paused.")
    return redirect("settings")


@subscriber_action("settings")
def resume(request: SubscriberRequest) -> HttpResponse:
    saving.resume(request.user, clock.now())
    messages.success(request, "Your mail comes again.")
    return redirect("settings")


def _changed(request: SubscriberRequest, form: SettingsForm) -> HttpResponse:
    chosen = form.cleaned_data
    saving.change_rhythm(
        request.user,
        time_zone=chosen["time_zone"],
        hour=chosen["delivery_hour"],
        weekly_day=chosen["weekly_day"],
        at=clock.now(),
    )
    messages.success(request, "Your settings are saved.")
    return redirect("settings")
