"""The visit to one board: read its listing, write what differs, read the details that are due, settle who is absent.

1. The listing's pages, each written in its own fenced transaction; none when the board says that nothing changed.
2. The details that are due, also when the listing did not change.
3. One last fenced transaction: closing (from complete listings only), announcing, and the validators, which are never
   stored without the result that they vouch for.
"""

from ingest import closing, reposts
from ingest.announcing import announce
from ingest.deadlocks import deadlocks_retried
from ingest.details import next_due, read_due
from ingest.failing import record_failure
from ingest.fetching import FetchFailed
from ingest.known import Known
from ingest.listing import Reading, pages
from ingest.models import BoardState
from ingest.models.run import Outcome
from ingest.outcome import BoardOutcome
from ingest.schedule import fenced
from ingest.upsert import upsert
from ingest.visit import Visit


def visit_board(visit: Visit, known: Known) -> BoardOutcome:
    """Visit one board. Failures are in the outcome; only ClaimLost is raised."""
    state = known.state
    result = BoardOutcome(board=visit.board.id, name=str(visit.board))
    reading, seen = Reading(), set[str]()
    try:
        _read_listing(visit, state, reading, seen, result)
    except FetchFailed as failure:
        record_failure(visit, state, failure, result)
    else:
        result.unchanged = known.open_postings if reading.unchanged else result.unchanged
        if _is_quiet(visit, known, reading):
            result.outcome, result.quiet = Outcome.UNCHANGED, True
        else:
            _read_details(visit, state, result)
            _settle(visit, state, reading, seen, result)
    result.requests += reading.requests
    result.received_bytes += reading.received
    return result


def _is_quiet(visit: Visit, known: Known, reading: Reading) -> bool:
    """Whether the listing is as it was, nobody is absent and no detail is due: then there is nothing to write.

    Nothing waits to be announced or linked then either: a validator is given up with the first row that is written,
    and stored with the announcing.
    """
    return reading.unchanged and not known.has_absences and not _details_due(visit, known.state)


def _read_listing(visit: Visit, state: BoardState, reading: Reading, seen: set[str], result: BoardOutcome) -> None:
    for page in pages(visit, state, reading):
        written = upsert(visit, page.entries)
        state.etag, state.last_modified, state.body_hash = "", "", None
        seen |= written.seen
        result.created += written.created
        result.changed += written.changed
        result.unchanged += written.unchanged
        result.reopened += written.reopened
        bad = [*page.bad, *written.bad]
        seen.update(item.external_id for item in bad if item.external_id)
        result.bad += [f"{item.external_id or 'an item without an id'}: {item.reason}" for item in bad]
        if any(item.external_id is None for item in bad):
            # It may have been any of the stored ones, so that nobody's absence is proven.
            reading.lacks_ids = True


def _read_details(visit: Visit, state: BoardState, result: BoardOutcome) -> None:
    due = _details_due(visit, state)
    if not visit.source.has_details or not (due or result.created or result.changed or result.reopened):
        return
    details = read_due(visit)
    result.requests += details.requests
    result.received_bytes += details.received
    result.bad += details.failed
    if details.failed:
        result.outcome, result.reason = Outcome.PARTIAL, f"{len(details.failed)} details could not be read"
    if details.refused is not None:
        result.retry_after = details.refused.retry_after


def _details_due(visit: Visit, state: BoardState) -> bool:
    return state.details_due_at is not None and state.details_due_at <= visit.at


@deadlocks_retried
def _settle(visit: Visit, state: BoardState, reading: Reading, seen: set[str], result: BoardOutcome) -> None:
    has_details = visit.source.has_details
    with fenced(visit.claim):
        silent = state.first_read_at is None
        if reading.complete:
            _close_absent(visit, reading, seen, result)
            _vouch(visit, state, reading, result)
        reposts.link(visit.board.id, visit.at)
        if reading.complete or not silent:
            result.announced = announce(visit.board.id, visit.at, silent=silent, has_details=has_details)
        state.details_due_at = next_due(visit.board.id) if has_details else None
        state.save()
    _name_outcome(reading, result)


def _close_absent(visit: Visit, reading: Reading, seen: set[str], result: BoardOutcome) -> None:
    board_id = visit.board.id
    if reading.unchanged:
        # The same ids as before: what was absent is absent still, and nothing else is.
        decision = closing.decide_unchanged(closing.absent_postings(board_id), visit.at)
    else:
        decision = closing.decide(closing.open_postings(board_id), seen, visit.at)
    closing.apply(decision, board_id, visit.at)
    result.missing = len(decision.missing) + decision.still_missing
    result.closed = len(decision.closed)
    result.held = len(decision.held) + len(decision.held_again) + decision.still_held


def _vouch(visit: Visit, state: BoardState, reading: Reading, result: BoardOutcome) -> None:
    """Note that the listing was read. What could not be read in it is asked for again, so nothing vouches for it."""
    state.complete_at, state.gone_at = visit.at, None
    state.first_read_at = state.first_read_at or visit.at
    if reading.unchanged:
        return
    state.full_at = visit.at if reading.unconditional else state.full_at
    kept = None if result.bad else reading.validators
    state.etag = kept.etag if kept else ""
    state.last_modified = kept.last_modified if kept else ""
    state.body_hash = kept.body_hash if kept else None


def _name_outcome(reading: Reading, result: BoardOutcome) -> None:
    if not reading.complete:
        result.outcome, result.reason = Outcome.PARTIAL, result.reason or "the listing was not complete"
    elif result.held:
        result.outcome = Outcome.HELD
        result.reason = f"{result.held} postings went at once; they stay until a later visit confirms it"
    elif result.bad and result.outcome == Outcome.OK:
        result.outcome, result.reason = Outcome.PARTIAL, f"{len(result.bad)} items could not be read"
    elif result.outcome == Outcome.OK and not result.moved:
        result.outcome = Outcome.UNCHANGED
