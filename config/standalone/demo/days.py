"""The demo's days: day 0 lies 30 days before its first start, and the program's clock stands in one of them.

What was reached is kept under VAR_DIR, so that a later start goes on from there: while the demo does not run, its time
stands still, and it never runs into the future.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db.models import Max, Min

from config.standalone.failure import StandaloneFailure
from ingest.models import BoardState, Run

DAYS_BACK = 30
# A day's first visit is made before anyone's hour of mail, and its last mail is out by this hour.
FIRST_VISIT = time(3, tzinfo=UTC)
ALL_DONE = timedelta(hours=17)


@dataclass
class Days:
    anchor: date
    reached: datetime

    @classmethod
    def new(cls, now: datetime) -> "Days":
        anchor = (now - timedelta(days=DAYS_BACK)).date()
        return cls(anchor, datetime.combine(anchor, FIRST_VISIT))

    def beginning(self, day: int) -> datetime:
        return datetime.combine(self.anchor + timedelta(days=day), FIRST_VISIT)

    def day_of(self, moment: datetime) -> int:
        return (moment.astimezone(UTC).date() - self.anchor).days

    def check(self, day: int, now: datetime) -> None:
        """Raises StandaloneFailure for a day that has passed in the demo, or has not come yet in the world."""
        reached = self.day_of(self.reached)
        if day < reached:
            raise StandaloneFailure(
                f"The demo has reached day {reached} and does not go back: `manage.py standalone erase` begins anew."
            )
        last = self.day_of(now - ALL_DONE)
        if day > last:
            raise StandaloneFailure(f"Day {day} lies in the future: day 0 was {self.anchor}, and {last} is the last.")


def file_of(var: Path) -> Path:
    return var / "demo.json"


def days_of(var: Path, now: datetime, slugs: Collection[str]) -> Days:
    """Where these companies were left; new days where none of their boards was ever read.

    The file tells it exactly. If it is lost, the database still knows the first read and the last visit.
    """
    boards = BoardState.objects.filter(board__company__slug__in=slugs)
    first = boards.aggregate(first=Min("first_read_at"))["first"]
    if first is None:
        return Days.new(now)
    last = Run.objects.filter(company__slug__in=slugs).aggregate(last=Max("finished_at"))["last"]
    return load(var) or Days(first.date(), last or first)


def load(var: Path) -> Days | None:
    try:
        kept = json.loads(file_of(var).read_text())
        return Days(date.fromisoformat(kept["anchor"]), datetime.fromisoformat(kept["reached"]))
    except (FileNotFoundError, ValueError, KeyError):
        return None


def save(var: Path, days: Days) -> None:
    draft = file_of(var).with_suffix(".draft")
    draft.write_text(json.dumps({"anchor": days.anchor.isoformat(), "reached": days.reached.isoformat()}))
    draft.replace(file_of(var))
