"""What a cycle did, counted in the database: the runs, matches and digests that came since it began."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Sum

from ingest.models import Posting, Run
from ingest.models.run import FAILURES
from notifications.models import Delivery, Match
from notifications.models.delivery import State


@dataclass(frozen=True)
class Marks:
    """What was there before a cycle."""

    began_at: datetime
    run: int
    match: int
    sent: int

    @classmethod
    def now(cls, at: datetime) -> "Marks":
        return cls(
            began_at=at,
            run=Run.objects.aggregate(last=Max("id"))["last"] or 0,
            match=Match.objects.aggregate(last=Max("id"))["last"] or 0,
            sent=_sent(),
        )


@dataclass(frozen=True)
class Tally:
    """`boards_fetched` counts the visits to a board that brought an answer.

    `postings_indexed` counts what was written to the search, which is PostgreSQL's: the standalone mode has no other.
    """

    companies: int
    boards_fetched: int
    postings_new: int
    postings_changed: int
    postings_closed: int
    postings_indexed: int
    matches: int
    mails_sent: int

    @classmethod
    def since(cls, marks: Marks) -> "Tally":
        runs = Run.objects.filter(id__gt=marks.run)
        sums = runs.aggregate(created=Sum("created"), changed=Sum("changed"), closed=Sum("closed"))
        return cls(
            companies=runs.values("company").distinct().count(),
            boards_fetched=_answered(runs.values_list("boards", flat=True)),
            postings_new=sums["created"] or 0,
            postings_changed=sums["changed"] or 0,
            postings_closed=sums["closed"] or 0,
            postings_indexed=Posting.objects.filter(changed_at__gte=marks.began_at, text__vector__isnull=False).count(),
            matches=Match.objects.filter(id__gt=marks.match).count(),
            mails_sent=_sent() - marks.sent,
        )


def _answered(boards_of_runs: Iterable[list[dict[str, Any]]]) -> int:
    return sum(board["outcome"] not in FAILURES for boards in boards_of_runs for board in boards)


def _sent() -> int:
    return Delivery.objects.filter(state=State.SENT).count()
