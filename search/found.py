"""What an engine finds: places in the one order of all lists, newest first, and how many there are."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Counting stops there: "more than 10,000" answers the question, and costs as much as a small answer.
MOST_COUNTED = 10_000


# As many digits as a moment and an id can have.
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")


class Place(NamedTuple):
    """Where a posting stands in the order: microseconds of `first_seen_at` since 1970, then its id."""

    seen: int
    posting_id: int

    @classmethod
    def from_cursor(cls, cursor: str) -> "Place | None":
        """None, the beginning, for what is no cursor."""
        match = _CURSOR.fullmatch(cursor)
        return cls(int(match[1]), int(match[2])) if match else None

    @property
    def cursor(self) -> str:
        return f"{self.seen}-{self.posting_id}"


class Candidate(NamedTuple):
    place: Place
    is_copy: bool


@dataclass(frozen=True, slots=True)
class Total:
    """Copies of one posting count once."""

    postings: int
    is_capped: bool = False


def microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)
