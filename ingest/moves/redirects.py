"""A board whose vendor sends us on to another vendor."""

from collections.abc import Callable

from ingest.fetching import FetchFailed
from ingest.models import Board
from ingest.models.run import Outcome
from ingest.recognise import Recognised
from ingest.recognising.addresses import board_at, needs_proof
from ingest.recognising.evidence import named


class BoardMoved(FetchFailed):
    """The board's address leads to a board of another vendor. Nobody was asked there."""

    def __init__(self, board: Board, to: Recognised) -> None:
        reason = f"{board.get_source_display()} sends us on to {named(to)}: the company seems to have moved"
        super().__init__(Outcome.GONE, reason)
        self.to = to


def staying_with(board: Board) -> Callable[[str], None]:
    """A check for each hop of a request: raises BoardMoved where one leads to another vendor's board."""

    def check(url: str) -> None:
        to = board_at(url)
        if to is not None and to.source != board.source and not needs_proof(to, url):
            raise BoardMoved(board, to)

    return check
