"""A posting that fell out of a feed which shows only the newest: nothing is known of it but when it was last there."""

from django.db import models

from ingest.models.board import Board
from ingest.models.posting import Posting


class Unseen(models.Model):
    """Only postings outside of a window have a row, so that an unchanged window, and every other board, writes none."""

    posting = models.OneToOneField(Posting, models.CASCADE, primary_key=True, related_name="unseen")
    board = models.ForeignKey(Board, models.CASCADE, related_name="unseen")
    since = models.DateTimeField(help_text="The last visit that saw it in the feed.")
    checked_at = models.DateTimeField(null=True, help_text="When its page was last asked whether it is there.")

    class Meta:
        verbose_name_plural = "unseen postings"

    def __str__(self) -> str:
        return f"unseen posting {self.posting_id}"
