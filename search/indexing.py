"""The index stage: pages of postings whose version the index does not have yet, and the filling of a new index."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from opensearchpy.exceptions import TransportError

from ingest.deadlocks import deadlocks_retried
from ingest.models import PostingStage
from search.bulk import Written, write
from search.documents import COLUMNS, TABLES, Row
from search.index_names import build_alias
from search.indexes import Targets, are_whole, make_ready, take_over, targets
from search.models import SearchIndex
from search.opensearch import IndexUnavailable, reason_of, web_client, worker_client

log = logging.getLogger(__name__)

PAGE = 500
LONGEST_REASON = 500
PENDING = "s.version > s.indexed_version AND s.version > s.refused_version"
MARK_INDEXED = """
WITH sent AS (
    SELECT s.posting_id, s.version FROM ingest_postingstage s
    JOIN unnest(%s::bigint[], %s::bigint[]) AS v (posting_id, version) USING (posting_id, version)
    WHERE s.indexed_version < s.version ORDER BY s.posting_id FOR UPDATE OF s
)
UPDATE ingest_postingstage s SET indexed_version = sent.version FROM sent WHERE s.posting_id = sent.posting_id
"""
MARK_REFUSED = """
WITH sent AS (
    SELECT s.posting_id, s.version, v.reason FROM ingest_postingstage s
    JOIN unnest(%s::bigint[], %s::bigint[], %s::varchar[]) AS v (posting_id, version, reason)
        USING (posting_id, version)
    ORDER BY s.posting_id FOR UPDATE OF s
)
UPDATE ingest_postingstage s SET refused_version = sent.version, refused_reason = sent.reason
FROM sent WHERE s.posting_id = sent.posting_id
"""


def has_work() -> bool:
    """Whether a posting waits for the index, or the index for a repair. Of an index that is down only the first."""
    if not settings.OPENSEARCH_URL:
        return False
    if _pending().exists():
        return True
    try:
        return not web_client().ask(are_whole)
    except IndexUnavailable:
        return False


def index_page(after_id: int, at: datetime) -> int | None:
    """Send one page; the id to go on after, None at the end or when OpenSearch cannot take more now."""
    if not settings.OPENSEARCH_URL:
        return None
    try:
        return send_page(after_id, at)
    except IndexUnavailable as error:
        log.warning("The index takes nothing now", extra={"reason": str(error)})
        return None


def send_page(after_id: int, at: datetime) -> int | None:
    """As `index_page`, but raises IndexUnavailable."""
    try:
        to = make_ready(worker_client(), at)
        if to.building:
            _fill_page(to, to.building, at)
        # An index that is built alone is filled in order; what changes meanwhile is sent after that.
        go_on = _send_pending(to, after_id) if to.live else None
    except TransportError as error:
        raise IndexUnavailable(reason_of(error)) from error
    return 0 if go_on is None and targets().building else go_on


def _fill_page(to: Targets, building: SearchIndex, at: datetime) -> None:
    """The next postings for the index that is being built, whatever the live one has of them."""
    rows = _rows("true", building.filled_to)
    if not rows:
        take_over(worker_client(), building, at)
        return
    written = write(worker_client(), rows, [build_alias()])
    if targets() != to:
        return
    if not to.live:
        _mark(rows, written)
    _check_all_taken(rows, written)
    SearchIndex.objects.filter(pk=building.pk, filled_to=building.filled_to).update(
        filled_to=rows[-1].posting_id, worked_at=at
    )


def _send_pending(to: Targets, after_id: int) -> int | None:
    rows = _rows(PENDING, after_id)
    if not rows:
        return None
    written = write(worker_client(), rows, to.aliases)
    if targets() != to:
        # An index was added or replaced since: what was just sent may be missing there.
        return after_id
    _mark(rows, written)
    _check_all_taken(rows, written)
    return rows[-1].posting_id if len(rows) == PAGE else None


def _check_all_taken(rows: Sequence[Row], written: Written) -> None:
    if len(written.done) + len(written.refused) < len(rows):
        raise IndexUnavailable("OpenSearch took only a part of the page.")


@deadlocks_retried
def _mark(rows: Sequence[Row], written: Written) -> None:
    """By the ids and versions that were sent: what has a newer version by now waits for its own turn."""
    versions = {row.posting_id: row.version for row in rows}
    refused = written.refused
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MARK_INDEXED, [list(written.done), [versions[i] for i in written.done]])
        if refused:
            reasons = [reason[:LONGEST_REASON] for reason in refused.values()]
            cursor.execute(MARK_REFUSED, [list(refused), [versions[i] for i in refused], reasons])
            log.error("OpenSearch refuses postings", extra={"postings": sorted(refused)[:20], "reason": reasons[0]})


def _rows(condition: str, after_id: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM {TABLES} WHERE {condition} AND s.posting_id > %s ORDER BY s.posting_id LIMIT %s",  # noqa: S608
            [after_id, PAGE],
        )
        return [Row(*row) for row in cursor.fetchall()]


def _pending() -> QuerySet[PostingStage]:
    return PostingStage.objects.filter(version__gt=F("indexed_version")).filter(version__gt=F("refused_version"))
