"""What every step of a visit to a board needs to know."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingest.fetching import FetchFailed
from ingest.models import Board
from ingest.models.run import Outcome
from ingest.raw_answers.keeping import Kept
from ingest.schedule import Claim
from ingest.sources.types import Source

# Where the host, and nothing that it says, is why a page was not read.
PASSES = frozenset({Outcome.THROTTLED, Outcome.UNREACHABLE, Outcome.DEADLINE})
# When to come back to a host that does not say when.
AGAIN = timedelta(minutes=5)


class PutDown(Exception):  # noqa: N818  It names what happened; nothing is wrong.
    """The visit ends here for now: another task goes on with it after `wait`."""

    def __init__(self, reason: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of a visit that one task may do. `ends`: a moment of `time.monotonic()`; `latest`: the whole visit's."""

    ends: float
    latest: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """`at` is the moment as of which everything is decided; `deadline` is one of `time.monotonic()`.

    Without a slice, a visit goes on to its end. `kept` are the board's answers, as they came.
    """

    claim: Claim
    board: Board
    source: Source
    at: datetime
    deadline: float
    slice: Slice | None = None
    kept: Kept = field(default_factory=Kept)

    @property
    def host(self) -> str:
        """The host whose budget the board's requests use."""
        return self.source.host(self.board.token)

    def end_of_slice(self) -> PutDown | None:
        """Why to stop here, between two requests, if the slice's time is used up."""
        if self.slice is None or time.monotonic() < self.slice.ends:
            return None
        return PutDown("it goes on in the next slice")

    def wait_for(self, failure: FetchFailed) -> PutDown | None:
        """Why to stop here, if the failure is one of the host that may pass before the visit has to end."""
        if self.slice is None or failure.kind not in PASSES:
            return None
        wait = failure.retry_after or AGAIN
        return PutDown(failure.reason, wait) if self.at + wait < self.slice.latest else None
