"""Where the company of an empty or vanished board has its postings now: its own page is read, once a week at most."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ingest.fetching import FetchFailed, fetch
from ingest.models import Board, BoardState, Company
from ingest.moves.noting import note_move
from ingest.moves.redirects import BoardMoved, staying_with
from ingest.outcome import BoardOutcome
from ingest.recognise import recognise
from ingest.recognising.evidence import Candidate, Kind
from ingest.recognising.page import read_page
from ingest.recognising.search import find_board
from ingest.schedule import Claim, fenced
from ingest.sources import source_named
from ingest.sources.types import Request

# Many boards are empty for a day.
EMPTY_FOR = timedelta(days=1)
LOOK_EVERY = timedelta(days=7)
PATIENCE = timedelta(seconds=15)


def look_for_moves(
    claim: Claim, left: Sequence[tuple[Board, BoardState]], outcomes: Sequence[BoardOutcome], at: datetime
) -> None:
    """Look for new boards of those that seem to have been left, and say on the run what was found. Raises ClaimLost."""
    of_board = {outcome.board: outcome for outcome in outcomes}
    for board, state in left:
        outcome = of_board.get(board.id)
        why = _why(board, state, outcome, at) if outcome else ""
        if outcome is None or not why:
            continue
        outcome.reason = f"{outcome.reason}; {why}" if outcome.reason else why
        if state.page_read_at is None or at - state.page_read_at >= LOOK_EVERY:
            _look(claim, board, outcome, why, at)


def _why(board: Board, state: BoardState, outcome: BoardOutcome, at: datetime) -> str:
    """Why the board seems to have been left, in words; empty where it does not."""
    label = board.get_source_display()
    if outcome.is_gone_for_good and state.gone_at is not None:
        return f"The {label} board does not exist since {state.gone_at:%-d %B %Y}"
    if not outcome.failed and state.empty_at is not None and at - state.empty_at >= EMPTY_FOR:
        return f"The {label} board is empty since {state.empty_at:%-d %B %Y}"
    return ""


def _look(claim: Claim, board: Board, outcome: BoardOutcome, why: str, at: datetime) -> None:
    found = next(filter(None, (_on_page(board, url) for url in _pages_of(board))), None)
    with fenced(claim):
        BoardState.objects.filter(board=board).update(page_read_at=at)
        if found is not None:
            outcome.reason = f"{outcome.reason}; {found.evidence}"
            note_move(board, found.board, f"{why}; {found.evidence}", at)


def _pages_of(board: Board) -> list[str]:
    website = Company.objects.values_list("website", flat=True).get(id=board.company_id)
    return [page for page in (website, board.url) if page]


def _on_page(board: Board, url: str) -> Candidate | None:
    """The board of another vendor that a page shows; a page that cannot be read shows none."""
    candidates = find_board(url, PATIENCE).candidates if recognise(url) is None else _on_vendors_page(board, url)
    return next((one for one in candidates if _is_another(board, one)), None)


def _on_vendors_page(board: Board, url: str) -> Sequence[Candidate]:
    """What the page shows that visitors of the old board see; its address alone would only name the old one."""
    try:
        answer = fetch(Request(url, expected="html"), before=staying_with(board))
    except BoardMoved as moved:
        return [Candidate(moved.to, Kind.REDIRECT, f"{url} redirects there")]
    except FetchFailed:
        return []
    return read_page(answer.body, answer.url).candidates


def _is_another(board: Board, candidate: Candidate) -> bool:
    return candidate.board.source != board.source and not source_named(candidate.board.source).any_address
