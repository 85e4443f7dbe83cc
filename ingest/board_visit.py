"""The visit to one board: read its listing, write what differs, read the details that are due, settle who is absent.

1. The listing's pages, each written in its own fenced transaction; none when the board says that nothing changed.
2. When it was read, one fenced transaction: closing (from complete listings only), announcing, and the validators,
   which are never stored without the result that they vouch for. None when there is nothing to write.
3. The details that are due, also when the listing did not change; what has its text now is announced.

Between two pages, and between two batches of details, the visit may be put down and go on in another task.
"""

from collections.abc import Sequence

from ingest import closing, reposts, windowed
from ingest.announcing import announce
from ingest.deadlocks import deadlocks_retried
from ingest.details import next_due, read_due
from ingest.failing import record_failure
from ingest.fetching import FetchFailed
from ingest.host_trouble import note_trouble
from ingest.known import Known
from ingest.listing import Reading, pages
from ingest.models import BoardState
from ingest.models.run import Outcome
from ingest.outcome import BoardOutcome
from ingest.progress import BoardProgress
from ingest.raw_answers.storing import put_down, resume, store
from ingest.schedule import fenced
from ingest.sources.types import BadItem, Entry
from ingest.upsert import upsert
from ingest.visit import PutDown, Visit

# Of one answer, which may be a whole board: 4,544 postings with texts of 4.5 kB, written at once, took 700 MB; so 240.
WRITTEN_AT_ONCE = 500


def visit_board(visit: Visit, known: Known, progress: BoardProgress) -> None:
    """Visit one board, or go on with it. Failures are in the outcome; only PutDown and ClaimLost are raised."""
    state, reading, result = known.state, progress.reading, progress.result
    try:
        if not reading.is_settled:
            _read_listing(visit, known, reading, result)
    except PutDown:
        put_down(visit)
        raise
    except FetchFailed as failure:
        record_failure(visit, state, failure, result)
    else:
        result.unchanged = known.open_postings if reading.unchanged else result.unchanged
        if _is_quiet(visit, known, reading):
            result.quiet = True
        else:
            _settle(visit, state, reading, result, silent=state.first_read_at is None)
            _read_details(visit, state, reading, result)
            if visit.source.windowed:
                windowed.check_pages(visit, reading, result)
        _name_outcome(reading, result)
    result.requests += reading.requests
    result.received_bytes += reading.received


def _is_quiet(visit: Visit, known: Known, reading: Reading) -> bool:
    """Whether the listing is as it was, nobody is absent and no detail is due: then there is nothing to write.

    A light answer that was asked for the first time is kept.

    Nothing waits to be announced or linked then either: a validator is given up with the first row that is written,
    and stored with the announcing.
    """
    is_new = reading.unchanged and not reading.is_settled and reading.light_hash in (None, known.state.light_hash)
    return is_new and not visit.source.windowed and not known.has_absences and not _details_due(visit, known.state)


def _read_listing(visit: Visit, known: Known, reading: Reading, result: BoardOutcome) -> None:
    state, before = known.state, reading.pages
    if before:
        resume(visit)
    try:
        for page in pages(visit, known, reading):
            state.etag, state.last_modified, state.body_hash, state.light_hash = "", "", None, None
            _note_bad(visit, page.bad, reading, result)
            for start in range(0, len(page.entries), WRITTEN_AT_ONCE):
                _write(visit, page.entries[start : start + WRITTEN_AT_ONCE], reading, result)
    except FetchFailed as failure:
        _come_back(visit, reading, failure, has_read=reading.pages > before)
        raise


def _write(visit: Visit, entries: Sequence[Entry], reading: Reading, result: BoardOutcome) -> None:
    written = upsert(visit, entries)
    reading.seen |= written.seen
    result.created += written.created
    result.changed += written.changed
    result.unchanged += written.unchanged
    result.reopened += written.reopened
    _note_bad(visit, written.bad, reading, result)


def _note_bad(visit: Visit, bad: Sequence[BadItem], reading: Reading, result: BoardOutcome) -> None:
    reading.seen.update(item.external_id for item in bad if item.external_id)
    faults = [f"{item.external_id or 'an item without an id'}: {item.reason}" for item in bad]
    visit.kept.faults += faults
    result.bad += faults
    if any(item.external_id is None for item in bad):
        # It may have been any of the stored ones, so that nobody's absence is proven.
        reading.lacks_ids = True


def _come_back(visit: Visit, reading: Reading, failure: FetchFailed, *, has_read: bool) -> None:
    """Keep what was read where the host alone stands in the way: it asked for a pause, or failed after some pages."""
    pause = visit.wait_for(failure)
    if pause is not None and reading.pages and (has_read or failure.kind == Outcome.THROTTLED):
        note_trouble(visit, failure)
        raise pause from failure


@deadlocks_retried
def _settle(visit: Visit, state: BoardState, reading: Reading, result: BoardOutcome, *, silent: bool) -> None:
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


def _details_due(visit: Visit, state: BoardState) -> bool:
    return visit.source.has_details and state.details_due_at is not None and state.details_due_at <= visit.at


def _read_details(visit: Visit, state: BoardState, reading: Reading, result: BoardOutcome) -> None:
    if not _details_due(visit, state):
        return
    pause = None
    for batch in read_due(visit):
        result.changed += batch.changed
        result.bad += batch.failed
        reading.requests += batch.requests
        reading.received += batch.received
        reading.failed_details += len(batch.failed)
        if batch.refused is not None:
            result.retry_after = batch.refused.retry_after
            pause = visit.wait_for(batch.refused) if batch.refused.retry_after else None
        elif not batch.is_last:
            pause = visit.end_of_slice()
        if pause is not None:
            break
    result.announced += _offer_read(visit, state)
    if pause is not None:
        result.retry_after = None
        raise pause


@deadlocks_retried
def _offer_read(visit: Visit, state: BoardState) -> int:
    with fenced(visit.claim):
        store(visit, None)
        return _offer(visit, state, silent=False)


def _name_outcome(reading: Reading, result: BoardOutcome) -> None:
    if not reading.complete:
        cut = f"only its first {reading.pages:,} pages were read" if reading.is_cut else ""
        result.outcome, result.reason = Outcome.PARTIAL, cut or "the listing was not complete"
    elif result.held:
        result.outcome = Outcome.HELD
        result.reason = f"{result.held} postings went at once; they stay until a later visit confirms it"
    elif reading.failed_details:
        result.outcome, result.reason = Outcome.PARTIAL, f"{reading.failed_details} details could not be read"
    elif result.bad:
        result.outcome, result.reason = Outcome.PARTIAL, f"{len(result.bad)} items could not be read"
    elif not result.moved:
        result.outcome = Outcome.UNCHANGED
