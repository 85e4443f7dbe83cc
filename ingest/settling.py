"""What a listing that was read to its end says about the board, in one fenced transaction.

Who is absent, from complete listings only; what is announced; and the validators, which are never stored without the
result that they vouch for.
"""

from ingest import closing, reposts, windowed
from ingest.announcing import announce
from ingest.deadlocks import deadlocks_retried
from ingest.details import next_due
from ingest.listing import Reading
from ingest.models import BoardState
from ingest.outcome import BoardOutcome
from ingest.raw_answers.storing import store
from ingest.schedule import fenced
from ingest.visit import Visit


@deadlocks_retried
def settle(visit: Visit, state: BoardState, reading: Reading, result: BoardOutcome, *, silent: bool) -> None:
    """Once for each listing, when its last page was read. Raises ClaimLost."""
    if reading.is_settled:
        return
    with fenced(visit.claim):
        if reading.complete:
            if visit.source.windowed:
                windowed.settle(visit, state, reading, result)
            else:
                _close_absent(visit, reading, result)
            _vouch(visit, state, reading, result)
        elif reading.is_cut:
            # It will never be complete, and what is new on it is to be told all the same.
            state.first_read_at = state.first_read_at or visit.at
        store(visit, None if reading.unchanged else reading.seen)
        announced = _offer(visit, state, silent=silent)
    result.announced += announced
    # From here on, nobody needs to know who was seen.
    reading.is_settled, reading.seen = True, set()


def _close_absent(visit: Visit, reading: Reading, result: BoardOutcome) -> None:
    board_id = visit.board.id
    if reading.unchanged:
        # The same ids as before: what was absent is absent still, and nothing else is.
        decision = closing.decide_unchanged(closing.absent_postings(board_id), visit.at)
    else:
        new = result.created + result.reopened
        decision = closing.decide(closing.open_postings(board_id), reading.seen, visit.at, new=new)
    closing.apply(decision, board_id, visit.at)
    result.missing = len(decision.missing) + decision.still_missing
    result.closed = len(decision.closed)
    result.held = len(decision.held) + len(decision.held_again) + decision.still_held


def _vouch(visit: Visit, state: BoardState, reading: Reading, result: BoardOutcome) -> None:
    """Note that the listing was read. What could not be read in it is asked for again, so nothing vouches for it."""
    state.complete_at, state.gone_at = visit.at, None
    state.first_read_at = state.first_read_at or visit.at
    if reading.unchanged:
        state.light_hash = reading.light_hash or state.light_hash
        return
    state.empty_at = None if reading.seen else state.empty_at or visit.at
    state.full_at = visit.at if reading.unconditional else state.full_at
    kept = None if result.bad else reading.validators
    state.etag = kept.etag if kept else ""
    state.last_modified = kept.last_modified if kept else ""
    state.body_hash = kept.body_hash if kept else None
    state.light_hash = reading.light_hash if kept else None


def _offer(visit: Visit, state: BoardState, *, silent: bool) -> int:
    """Link and announce what waits; before a board was read once, nothing. Needs a fenced transaction."""
    board_id, has_details, announced = visit.board.id, visit.source.has_details, 0
    reposts.link(board_id, visit.at)
    if state.first_read_at is not None:
        announced = announce(board_id, visit.at, silent=silent, has_details=has_details)
    state.details_due_at = next_due(board_id) if has_details else None
    state.save()
    return announced


@deadlocks_retried
def offer_read(visit: Visit, state: BoardState) -> int:
    """Announce what has its detail now. Returns how many were. Raises ClaimLost."""
    with fenced(visit.claim):
        store(visit, None)
        return _offer(visit, state, silent=False)
