"""One visit to one company, with the outcome of each of its boards."""

from django.db import models

from ingest.models.company import Company


class Outcome(models.TextChoices):
    OK = "ok", "Read"
    UNCHANGED = "unchanged", "Unchanged"
    HELD = "held", "Held"
    PARTIAL = "partial", "Partly read"
    THROTTLED = "throttled", "Throttled"
    BLOCKED = "blocked", "Blocked"
    UNREACHABLE = "unreachable", "Unreachable"
    GONE = "gone", "Gone"
    MALFORMED = "malformed", "Malformed"
    TOO_LARGE = "too_large", "Too large"
    DEADLINE = "deadline", "Out of time"


FAILURES = frozenset(
    {
        Outcome.THROTTLED,
        Outcome.BLOCKED,
        Outcome.UNREACHABLE,
        Outcome.GONE,
        Outcome.MALFORMED,
        Outcome.TOO_LARGE,
        Outcome.DEADLINE,
    }
)


class Run(models.Model):
    """Its table is partitioned by month of `at` (migration 0002), so that old runs are dropped and not deleted."""

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, models.CASCADE, related_name="runs", db_index=False)
    at = models.DateTimeField(help_text="The moment as of which was decided.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.CharField(max_length=1000, blank=True, help_text="What a person can act on.")
    slices = models.PositiveIntegerField(default=1, help_text="Tasks that it took.")
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    received_bytes = models.BigIntegerField(default=0)
    boards = models.JSONField(default=list, help_text="Per board: board, outcome, reason, counts, bad items.")

    class Meta:
        indexes = [models.Index(fields=["company", "-at"], name="run_of_company")]

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at:%Y-%m-%d %H:%M}"
