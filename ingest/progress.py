"""How far a visit to a company has come: in memory while it runs, and in a row between two slices."""

from dataclasses import dataclass, field
from datetime import datetime

from ingest.listing import Reading
from ingest.models import Board
from ingest.outcome import BoardOutcome


@dataclass(slots=True)
class BoardProgress:
    result: BoardOutcome
    reading: Reading = field(default_factory=Reading)


@dataclass(slots=True)
class Progress:
    """`began_at`: as of when its first slice decided. `slices`: how many ended before this one.

    `done` are the boards that are read to their end, `current` is the one that is being read.
    """

    began_at: datetime
    started_at: datetime
    slices: int = 0
    done: list[BoardOutcome] = field(default_factory=list)
    current: BoardProgress | None = None

    def is_done(self, board: Board) -> bool:
        return any(outcome.board == board.id for outcome in self.done)

    def of(self, board: Board) -> BoardProgress:
        """The board's progress, from now on the current one."""
        if self.current is None or self.current.result.board != board.id:
            self.current = BoardProgress(BoardOutcome(board=board.id, name=str(board)))
        return self.current

    def finish(self) -> None:
        """The current board is read to its end."""
        if self.current is not None:
            self.done.append(self.current.result)
        self.current = None
