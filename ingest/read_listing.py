"""The pages of a board's listing into the database, one after the other, each in a fenced transaction of its own."""

from collections.abc import Sequence

from ingest.fetching import FetchFailed
from ingest.host_trouble import note_trouble
from ingest.known import Known
from ingest.listing import Reading, pages
from ingest.models.run import Outcome
from ingest.outcome import BoardOutcome
from ingest.raw_answers.storing import resume
from ingest.sources.types import BadItem, Entry
from ingest.upsert import upsert
from ingest.visit import Visit

# Of one answer, which may be a whole board: 4,544 postings with texts of 4.5 kB, written at once, took 700 MB. With 16
# threads, the first read of 900 boards held 339 MB when 500 were written at once, and 291 with 200.
WRITTEN_AT_ONCE = 200


def read_listing(visit: Visit, known: Known, reading: Reading, result: BoardOutcome) -> None:
    """Read the pages that are still to be read, and write what differs. Raises FetchFailed, PutDown and ClaimLost."""
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
