"""One email to one subscriber for one slot: what is in it, and its content as it was built."""

from django.db import models

from ingest.models import Posting
from notifications.models.saved_search import SavedSearch
from notifications.models.subscriber import Subscriber
from notifications.models.tokens import new_token


class SlotKind(models.TextChoices):
    SCHEDULED = "scheduled", "Scheduled"
    INSTANT = "instant", "Instant"


class Digest(models.Model):
    """Its slot makes it unique: the local date, and for instant mail the minute at which its window ends."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="digests", db_index=False)
    kind = models.CharField(max_length=9, choices=SlotKind)
    slot_date = models.DateField(help_text="In the subscriber's time zone.")
    slot_window = models.PositiveIntegerField(
        default=0, help_text="Of instant mail: minutes that have passed of the local day; 0 for scheduled mail."
    )
    built_at = models.DateTimeField()
    message_id = models.CharField(max_length=200, unique=True, help_text="Fixed when the digest is built.")
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "slot_date", "kind", "slot_window"], name="digest_once_a_slot"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} digest of {self.slot_date} to subscriber {self.subscriber_id}"


class DigestItem(models.Model):
    """A posting in a digest, and the saved search that asked for it first. Shown in the order of the ids."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="items", db_index=False)
    posting = models.ForeignKey(Posting, models.CASCADE, related_name="digest_items")
    saved_search = models.ForeignKey(SavedSearch, models.SET_NULL, null=True, related_name="digest_items")
    why = models.CharField(max_length=200, help_text="Why the posting is in the mail.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "posting"], name="digest_item_once")]

    def __str__(self) -> str:
        return f"posting {self.posting_id} in digest {self.digest_id}"


class Told(models.Model):
    """(subscriber, canonical posting): in at most one digest that was not cancelled or expired.

    The largest table of all that is kept long, and always read by subscriber, so that it is partitioned by hash of the
    subscriber (migration 0002). A partitioned table can only be unique by what it is partitioned by: `told_once` is its
    primary key in the database, and `id` is unique by its sequence alone.
    """

    id = models.BigAutoField(primary_key=True)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="told", db_index=False)
    posting = models.ForeignKey(Posting, models.CASCADE, related_name="told")
    digest = models.ForeignKey(Digest, models.CASCADE, related_name="told")
    told_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "told"
        constraints = [models.UniqueConstraint(fields=["subscriber", "posting"], name="told_once")]

    def __str__(self) -> str:
        return f"posting {self.posting_id} told to subscriber {self.subscriber_id}"


class StoredMail(models.Model):
    """The message as it was built, compressed; never rendered again.

    Partitioned by day of `built_at` (migration 0002), so that old mails are dropped with their partition and never
    deleted row by row. Its primary key in the database is (digest_id, built_at), and it has no foreign key: a digest
    outlives its mail.
    """

    digest_id = models.BigIntegerField(primary_key=True)
    built_at = models.DateTimeField()
    message = models.BinaryField(help_text="zlib of the RFC 5322 message.")

    def __str__(self) -> str:
        return f"mail of digest {self.digest_id}"
