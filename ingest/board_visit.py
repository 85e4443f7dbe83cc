"""The visit to one board: read its listing, write what differs, read the details that are due, settle who is absent.

1. The listing's pages, each written in its own fenced transaction; none when the board says that nothing changed.
2. When it was read, one fenced transaction: closing (from complete listings only), announcing, and the validators,
   which are never stored without the result that they vouch for. None when there is nothing to write.
3. The details that are due, also when the listing did not change; what has its text now is announced.

Between two pages, and between two batches of details, the visit may be put down and go on in another task.
"""

from ingest import windowed
from ingest.details import read_due
from ingest.failing import record_failure
from ingest.fetching import FetchFailed
from ingest.known import Known
from ingest.listing import Reading
from ingest.models import BoardState
from ingest.models.run import Outcome
from ingest.outcome import BoardOutcome
from ingest.progress import BoardProgress
from ingest.raw_answers.storing import put_down
from ingest.read_listing import read_listing
from ingest.settling import offer_read, settle
from ingest.visit import PutDown, Visit


def visit_board(visit: Visit, known: Known, progress: BoardProgress) -> None:
    """Visit one board, or go on with it. Failures are in the outcome; only PutDown and ClaimLost are raised."""
    state, reading, result = known.state, progress.reading, progress.result
    try:
        if not reading.is_settled:
            read_listing(visit, known, reading, result)
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
            settle(visit, state, reading, result, silent=state.first_read_at is None)
            _read_details(visit, state, reading, result)
            if visit.source.windowed:
                windowed.check_pages(visit, reading, result)
        _name_outcome(reading, result)
    result.requests += reading.requests
    result.received_bytes += reading.received


def _is_quiet(visit: Visit, known: Known, reading: Reading) -> bool:
    """Whether the listing is as it was, nobody is absent and no detail is due: then there is nothing to write.

    Nothing waits to be announced or linked then either: a validator is given up with the first row that is written,
    and stored with the announcing. A light answer that was asked for the first time is still to be kept.
    """
    is_new = reading.unchanged and not reading.is_settled and reading.light_hash in (None, known.state.light_hash)
    return is_new and not visit.source.windowed and not known.has_absences and not _details_due(visit, known.state)


def _details_due(visit: Visit, state: BoardState) -> bool:
    return visit.source.has_details and state.details_due_at is not None and state.details_due_at <= visit.at


def _read_details(visit: Visit, state: BoardState, reading: Reading, result: BoardOutcome) -> None:
    if not _details_due(visit, state):
        return
    pause = None
    for batch in read_due(visit):
        result.changed += batch.changed
        result.completed += batch.completed
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
    result.announced += offer_read(visit, state)
    if pause is not None:
        result.retry_after = None
        raise pause


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
