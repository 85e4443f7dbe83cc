"""What every step of a visit to a board needs to know."""

from dataclasses import dataclass
from datetime import datetime

from ingest.models import Board
from ingest.schedule import Claim
from ingest.sources.types import Source


@dataclass(frozen=True, slots=True)
class Visit:
    """`at` is the moment as of which everything is decided; `deadline` is one of `time.monotonic()`."""

    claim: Claim
    board: Board
    source: Source
    at: datetime
    deadline: float

    @property
    def host(self) -> str:
        """The host whose budget the board's requests use."""
        return self.source.host(self.board.token)
