"""What a board last answered, as it came: once a visit that could be read, once one that could not."""

from django.db import models

from ingest.models.board import Board


class RawAnswer(models.Model):
    """The listing's pages and the details of one visit, compressed; at most one good and one bad of a board.

    The bytes are in `body`, which PostgreSQL does not try to compress again, or in a storage back-end.
    """

    class Kind(models.TextChoices):
        GOOD = "good", "Good"
        BAD = "bad", "Bad"
        PART = "part", "Of a visit that goes on"

    board = models.ForeignKey(Board, models.CASCADE, related_name="raw_answers", db_index=False)
    kind = models.CharField(max_length=4, choices=Kind)
    at = models.DateTimeField(help_text="The visit that brought it first; one with the same answers writes nothing.")
    reason = models.CharField(max_length=1000, blank=True, help_text="Why it could not be read.")
    digest = models.BinaryField(help_text="Of everything that was answered: equal means nothing to write.")
    answers = models.PositiveIntegerField(help_text="Pages and details that are kept.")
    left_out = models.PositiveIntegerField(default=0, help_text="Those that are not, because they are too much.")
    size = models.BigIntegerField(help_text="Bytes of the answers that are kept, as they were decoded.")
    stored_as = models.CharField(max_length=200, blank=True, help_text="Its name in the storage. Empty: in the row.")
    body = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "kind"], name="raw_answer_once")]

    def __str__(self) -> str:
        return f"{self.kind} raw answer of board {self.board_id}"
