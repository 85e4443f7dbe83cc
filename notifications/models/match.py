"""(saved search, posting): found once, kept, and either waiting for its slot or settled with a reason."""

from django.db import models
from django.db.models import Q

from ingest.models import Posting
from notifications.models.saved_search import SavedSearch
from notifications.models.subscriber import Subscriber


class Settled(models.TextChoices):
    """Why a match waits no longer."""

    MAILED = "mailed", "in a digest"
    JOINED = "joined", "in a digest, for another search of the same subscriber"
    TOLD_BEFORE = "told before", "told in an earlier digest"
    CLOSED = "closed", "the posting closed before its slot"
    PAUSED = "paused", "mail was paused"
    TURNED_OFF = "turned off", "the search was turned off"
    NO_ADDRESS = "no address", "the account is closed or its address is not confirmed"
    CANCELLED = "cancelled", "its digest was cancelled"


class Match(models.Model):
    saved_search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="matches", db_index=False)
    posting = models.ForeignKey(Posting, models.CASCADE, related_name="matches")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="matches", db_index=False)
    matched_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, help_text="Null: it waits for its slot.")
    reason = models.CharField(max_length=11, choices=Settled, blank=True, help_text="Why it was settled.")

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(fields=["saved_search", "posting"], name="match_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, reason="") | (Q(settled_at__isnull=False) & ~Q(reason="")),
                name="match_settled_with_reason",
            ),
        ]
        indexes = [
            # Read when a digest is built.
            models.Index(
                fields=["subscriber", "matched_at"], condition=Q(settled_at__isnull=True), name="match_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"match of search {self.saved_search_id} and posting {self.posting_id}"
