"""A board that seems to have moved to another vendor. Staff decide what becomes of it."""

from django.db import models

from ingest.models.board import Board
from ingest.sources import source_choices


class Move(models.Model):
    class State(models.TextChoices):
        SEEN = "seen", "Waits for staff"
        ADDED = "added", "New board added"
        DISMISSED = "dismissed", "Dismissed"

    board = models.OneToOneField(Board, models.CASCADE, related_name="move", help_text="The board that was left.")
    source = models.CharField(max_length=20, choices=source_choices)
    token = models.CharField(max_length=300, help_text="What names the new board at its vendor.")
    reason = models.CharField(max_length=1000, help_text="What was seen, in words.")
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.SEEN)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Read by the list of what waits for staff.
            models.Index(fields=["-seen_at"], condition=models.Q(state="seen"), name="move_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.board} to {self.source}/{self.token}"
