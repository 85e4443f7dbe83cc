"""What subscribers fill in."""

from typing import Any

from django import forms

from notifications.models import Subscriber
from notifications.models.saved_search import Frequency, SavedSearch
from notifications.time_zones import TIME_ZONE_CHOICES

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class SavedSearchForm(forms.Form):
    name = forms.CharField(
        max_length=SavedSearch._meta.get_field("name").max_length,  # noqa: SLF001  Django's public way to a field.
        help_text="So that you know it again in the mail.",
    )
    frequency = forms.ChoiceField(choices=Frequency.choices, label="Mail", help_text="How often new postings come.")


class SettingsForm(forms.Form):
    time_zone = forms.ChoiceField(choices=TIME_ZONE_CHOICES, label="Your time zone")
    delivery_hour = forms.TypedChoiceField(
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        label="Mail comes at",
        help_text="In your time zone.",
    )
    weekly_day = forms.TypedChoiceField(choices=list(enumerate(WEEKDAYS)), coerce=int, label="Weekly mail comes on")

    @staticmethod
    def values_of(subscriber: Subscriber) -> dict[str, Any]:
        return {
            "time_zone": subscriber.time_zone,
            "delivery_hour": subscriber.delivery_hour,
            "weekly_day": subscriber.weekly_day,
        }


class DeleteAccountForm(forms.Form):
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), label="Your password"
    )

    def __init__(self, subscriber: Subscriber, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Passed on.
        super().__init__(*args, **kwargs)
        self.subscriber = subscriber

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.subscriber.check_password(password):
            raise forms.ValidationError("That is not your password.")
        return password
