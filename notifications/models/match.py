"""(saved search, posting): found once, kept."""

from django.db import models
from django.db.models import Q

from ingest.models import Posting
from notifications.models.saved_search import SavedSearch
from notifications.models.subscriber import Subscriber


class Match(models.Model):
    saved_search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="matches", db_index=False)
    posting = models.ForeignKey(Posting, models.CASCADE, related_name="matches")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="matches", db_index=False)
    matched_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, help_text="Null: it waits for its slot.")
    reason = models.CharField(max_length=40, blank=True, help_text="Why it was settled: mailed, told before, paused, …")

    class Meta:
        verbose_name_plural = "matches"
        constraints = [models.UniqueConstraint(fields=["saved_search", "posting"], name="match_once")]
        indexes = [
            # Read when a digest is built.
            models.Index(
                fields=["subscriber", "matched_at"], condition=Q(settled_at__isnull=True), name="match_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"match of search {self.saved_search_id} and posting {self.posting_id}"
