"""What a failed visit leaves behind. It closes nothing, but for a board that is gone, or unread for two weeks."""

from datetime import datetime, timedelta

from ingest import closing
from ingest.announcing import announce
from ingest.fetching import FetchFailed
from ingest.host_trouble import note_trouble
from ingest.models import Absence, Board, BoardState, Posting
from ingest.models.posting import ClosedReason, Status
from ingest.models.run import Outcome
from ingest.moves.noting import note_move
from ingest.moves.redirects import BoardMoved
from ingest.outcome import BoardOutcome
from ingest.raw_answers.storing import store
from ingest.schedule import fenced
from ingest.visit import Visit

# Two of the vendor's own 404s at least this far apart.
GONE_AFTER = timedelta(hours=6)
STALE_AFTER = timedelta(days=14)


def record_failure(visit: Visit, state: BoardState, failure: FetchFailed, result: BoardOutcome) -> None:
    result.outcome, result.reason, result.retry_after = failure.kind, failure.reason, failure.retry_after
    result.counts = failure.counts
    note_trouble(visit, failure)
    with fenced(visit.claim):
        if failure.kind == Outcome.GONE:
            state.gone_at = state.gone_at or visit.at
            result.gone_at, result.is_gone_for_good = state.gone_at, visit.at - state.gone_at >= GONE_AFTER
        reason = _reason_to_close(visit.board, state, failure, visit.at)
        if reason is not None:
            result.closed = _close_all(visit, state, reason)
            result.reason += f"; {result.closed} postings are closed: {reason.label}" if result.closed else ""
        if state.first_read_at is not None:
            # Pages that were read before the failure are not kept back for it.
            result.announced = announce(visit.board.id, visit.at, silent=False, has_details=visit.source.has_details)
        result.held = Absence.objects.filter(board=visit.board, state=Absence.State.HELD).count()
        if isinstance(failure, BoardMoved):
            note_move(visit.board, failure.to, failure.reason, visit.at)
        if visit.kept.faults:
            store(visit, None)
        state.save()


def _reason_to_close(board: Board, state: BoardState, failure: FetchFailed, at: datetime) -> ClosedReason | None:
    if failure.kind == Outcome.GONE and state.gone_at is not None and at - state.gone_at >= GONE_AFTER:
        return ClosedReason.BOARD_GONE
    if failure.kind == Outcome.BLOCKED and not failure.counts:
        # Whoever wishes not to be read has said nothing about his postings.
        return None
    if at - (state.complete_at or board.added_at) >= STALE_AFTER:
        return ClosedReason.STALE
    return None


def _close_all(visit: Visit, state: BoardState, reason: ClosedReason) -> int:
    ids = list(Posting.objects.filter(board=visit.board, status=Status.OPEN).values_list("id", flat=True))
    closing.close(ids, reason, visit.at)
    # Without postings nothing may vouch for an unchanged listing.
    state.etag, state.last_modified, state.body_hash, state.light_hash = "", "", None, None
    return len(ids)
