"""An address was confirmed: from now on mail may go there."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.db import transaction
from django.dispatch import receiver

from config.clock import clock
from notifications.models import DigestSchedule, Subscriber


@receiver(email_confirmed)
def note_confirmation(email_address: EmailAddress, **_kwargs: Any) -> None:  # noqa: ANN401  Django's signature.
    with transaction.atomic():
        Subscriber.objects.filter(pk=email_address.user_id).update(confirmed_at=clock.now())
        DigestSchedule.objects.get_or_create(subscriber_id=email_address.user_id)
