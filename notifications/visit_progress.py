"""How far a visit has come that somebody asked for, as a sentence: all of it stands in the rows of ingestion."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.models import Company, Run
from ingest.models.run import FAILURES
from ingest.schedule import is_claimed
from notifications.models import VisitRequest

# How long a page tells of it.
SHOWN_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class VisitProgress:
    """`level`: how it looks, as for other notices. `is_over`: whether nothing will change any more."""

    text: str
    level: str = "info"
    is_over: bool = False


def progress_of(company: Company, at: datetime) -> VisitProgress | None:
    """None where nobody asked for a visit of late."""
    asked_at = (
        VisitRequest.objects.filter(company=company, at__gt=at - SHOWN_FOR, at__lte=at)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    if asked_at is None:
        return None
    run = Run.objects.filter(company=company, finished_at__gte=asked_at).order_by("at").first()
    if run is not None:
        return _ended(run)
    if is_claimed(company.pk):
        return VisitProgress("The board is being read right now.")
    return VisitProgress("The visit waits for its turn.")


def _ended(run: Run) -> VisitProgress:
    if run.outcome in FAILURES:
        return VisitProgress(f"The visit failed: {run.reason}", "error", is_over=True)
    counts = ((run.created, "new"), (run.changed, "changed"), (run.reopened, "open again"), (run.closed, "closed"))
    found = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    text = f"The board was read: {found or 'nothing has changed'}."
    return VisitProgress(f"{text} {run.reason}.".replace("..", ".") if run.reason else text, "success", is_over=True)
