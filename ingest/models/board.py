"""A board of a company, and the narrow row with what its last visits left behind."""

from django.db import models
from django.db.models.functions import Lower

from ingest.models.company import Company
from ingest.sources import source_choices


class Board(models.Model):
    """One public listing of a company on one source: (source, token)."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="boards")
    source = models.CharField(max_length=20, choices=source_choices)
    token = models.CharField(max_length=300, help_text="What names the board at its vendor, in the vendor's case.")
    url = models.URLField(max_length=1000, blank=True, help_text="The page that people see.")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("source", Lower("token"), name="board_once")]

    def __str__(self) -> str:
        return f"{self.source}/{self.token}"


class BoardState(models.Model):
    """Validators and moments of a board's visits. Written only together with the result that they vouch for."""

    board = models.OneToOneField(Board, models.CASCADE, primary_key=True, related_name="state")
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body_hash = models.BinaryField(null=True, help_text="SHA-256 of the body, for vendors without validators.")
    light_hash = models.BinaryField(null=True, help_text="SHA-256 of the light answer, of sources that have one.")
    first_read_at = models.DateTimeField(null=True, help_text="The first complete listing: it announces nothing.")
    complete_at = models.DateTimeField(null=True, help_text="The last complete listing, also a 304.")
    full_at = models.DateTimeField(null=True, help_text="The last listing that was read unconditionally.")
    details_due_at = models.DateTimeField(null=True, help_text="The earliest detail that is due on the board.")
    empty_at = models.DateTimeField(
        null=True, help_text="The first of the complete listings in a row without postings."
    )
    page_read_at = models.DateTimeField(null=True, help_text="When the company's page was read for another board.")
    gone_at = models.DateTimeField(null=True, help_text="The first of the vendor's own 404s in a row.")

    def __str__(self) -> str:
        return f"state of board {self.board_id}"
