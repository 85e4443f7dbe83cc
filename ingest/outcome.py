"""What a visit to one board came to; a run's row holds one for each of its boards."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ingest.models.run import FAILURES, Outcome

COUNTS = ("created", "changed", "unchanged", "missing", "closed", "reopened", "held", "requests", "received_bytes")
# The worst outcome of a company's boards is the run's: failures first.
_RANK = [Outcome.UNCHANGED, Outcome.OK, Outcome.HELD, Outcome.PARTIAL]
MOST_BAD = 20


@dataclass(slots=True)
class BoardOutcome:
    board: int
    name: str
    outcome: Outcome = Outcome.OK
    reason: str = ""
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    closed: int = 0
    reopened: int = 0
    held: int = 0
    requests: int = 0
    received_bytes: int = 0
    announced: int = 0
    # Postings that a detail completed without their counting as changed.
    completed: int = 0
    bad: list[str] = field(default_factory=list)
    retry_after: timedelta | None = None
    # Whether a failure is one of the board's, for which one asks it less often.
    counts: bool = True
    # Since when the vendor says that there is no such board, and whether that was confirmed.
    gone_at: datetime | None = None
    is_gone_for_good: bool = False
    # The listing was as before and nothing was left to do: the board's state is written with the run.
    quiet: bool = False

    @property
    def moved(self) -> bool:
        """Whether anything on the board is not as it was."""
        return any((self.created, self.changed, self.missing, self.closed, self.reopened))

    @property
    def rewrote(self) -> bool:
        """Whether a posting is to be indexed anew."""
        return any((self.created, self.changed, self.completed, self.closed, self.reopened))

    @property
    def failed(self) -> bool:
        return self.outcome in FAILURES

    @property
    def failed_itself(self) -> bool:
        return self.failed and self.counts

    def as_json(self) -> dict[str, Any]:
        kept = {name: getattr(self, name) for name in ("board", "name", "reason", *COUNTS, "announced")}
        return kept | {"outcome": str(self.outcome), "bad": self.bad[:MOST_BAD]}


def worst(outcomes: list[BoardOutcome]) -> BoardOutcome | None:
    """The outcome that decides. A board that is known to be gone decides only where the company has no other."""
    deciding = [outcome for outcome in outcomes if not outcome.is_gone_for_good] or outcomes
    return max(deciding, key=lambda o: len(_RANK) + o.counts if o.failed else _RANK.index(o.outcome), default=None)
