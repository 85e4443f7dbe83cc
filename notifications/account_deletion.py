"""Deletes a subscriber with all that is his, the stored mails too, which no foreign key ties to him."""

from django.db import transaction

from ingest.deadlocks import deadlocks_retried
from notifications.digest_schedule import locked_schedule
from notifications.models import Digest, StoredMail, Subscriber


@deadlocks_retried
@transaction.atomic
def delete_subscriber(subscriber_id: int) -> None:
    """A digest that is being handed over right now may still arrive; its answer then finds no row to settle."""
    locked_schedule(subscriber_id)
    digests = Digest.objects.filter(subscriber_id=subscriber_id).values_list("pk", flat=True)
    StoredMail.objects.filter(digest_id__in=list(digests)).delete()
    Subscriber.objects.filter(pk=subscriber_id).delete()
