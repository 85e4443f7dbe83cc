"""Whether the index has exactly what the database says it has, bucket by bucket, and the repair of what differs.

It sees what the index stage cannot: documents that were deleted by hand, postings that are gone, a database that was
put back to an older day.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError
from opensearchpy.helpers import streaming_bulk

from ingest.deadlocks import deadlocks_retried
from ingest.models import PostingStage
from search.index_names import write_alias
from search.opensearch import IndexUnavailable, reason_of, worker_client

log = logging.getLogger(__name__)

BUCKET = 1_000
# Buckets of one request; OpenSearch allows 65,535.
WINDOW = 10_000
COUNT = """
SELECT posting_id / %(bucket)s, count(*), sum(indexed_version)::bigint FROM ingest_postingstage
WHERE indexed_version > 0 AND posting_id >= %(start)s AND posting_id < %(end)s GROUP BY 1
"""
SEND_AGAIN = """
WITH lost AS (
    SELECT s.posting_id FROM ingest_postingstage s
    JOIN unnest(%s::bigint[], %s::bigint[]) AS v (posting_id, indexed_version) USING (posting_id, indexed_version)
    ORDER BY s.posting_id FOR UPDATE OF s
)
UPDATE ingest_postingstage s SET indexed_version = 0 FROM lost WHERE s.posting_id = lost.posting_id
"""
OVERTAKE = """
WITH behind AS (
    SELECT s.posting_id, v.known FROM ingest_postingstage s
    JOIN unnest(%s::bigint[], %s::bigint[]) AS v (posting_id, known) USING (posting_id)
    WHERE s.version <= v.known ORDER BY s.posting_id FOR UPDATE OF s
)
UPDATE ingest_postingstage s SET version = behind.known + 1 FROM behind WHERE s.posting_id = behind.posting_id
"""


@dataclass
class Drift:
    """What differs, by posting.

    `lost`, with the version that was written: the index has an older one or none. `ahead`, with the version that the
    index has: the database has an older one. `gone`: there is no such posting any more.
    """

    checked: int = 0
    lost: dict[int, int] = field(default_factory=dict)
    ahead: dict[int, int] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lost or self.ahead or self.gone)


def find_drift() -> Drift:
    """Raises IndexUnavailable."""
    client = worker_client()
    try:
        client.indices.refresh(index=write_alias())
        drift = Drift(checked=PostingStage.objects.count())
        for bucket in _differing(client):
            _compare(client, bucket, drift)
    except TransportError as error:
        raise IndexUnavailable(reason_of(error)) from error
    return drift


def repair_all() -> bool:
    """Whether something differed, and is being repaired. An index that cannot be checked now is checked next time."""
    if not settings.OPENSEARCH_URL:
        return False
    try:
        drift = find_drift()
        repair(drift)
    except IndexUnavailable as error:
        log.warning("The index could not be checked", extra={"reason": str(error)})
        return False
    if drift:
        counts = {"lost": len(drift.lost), "ahead": len(drift.ahead), "gone": len(drift.gone)}
        log.warning("The index differed from the database", extra=counts)
    return bool(drift)


@deadlocks_retried
def repair(drift: Drift) -> None:
    """Let the index stage write what differs, and remove what has no posting. Raises IndexUnavailable."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SEND_AGAIN, [list(drift.lost), list(drift.lost.values())])
        cursor.execute(OVERTAKE, [list(drift.ahead), list(drift.ahead.values())])
    removals = ({"_op_type": "delete", "_index": write_alias(), "_id": str(one)} for one in drift.gone)
    try:
        for _ in streaming_bulk(worker_client(), removals, raise_on_error=False, require_alias=True):
            continue
    except TransportError as error:
        raise IndexUnavailable(reason_of(error)) from error


def _differing(client: OpenSearch) -> Iterator[int]:
    newest = PostingStage.objects.order_by("-posting_id").values_list("posting_id", flat=True).first() or 0
    last = max(newest, _last_indexed(client))
    for start in range(0, last + 1, BUCKET * WINDOW):
        end = start + BUCKET * WINDOW
        stored, indexed = _stored(start, end), _indexed(client, start, end)
        yield from sorted(
            bucket for bucket in stored.keys() | indexed.keys() if stored.get(bucket) != indexed.get(bucket)
        )


def _last_indexed(client: OpenSearch) -> int:
    answer = client.search(index=write_alias(), body={"size": 0, "aggs": {"last": {"max": {"field": "id"}}}})
    return int(answer["aggregations"]["last"]["value"] or 0)


def _stored(start: int, end: int) -> dict[int, tuple[int, int]]:
    """Per bucket the number of postings and the sum of their versions, as they were written."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"bucket": BUCKET, "start": start, "end": end})
        return {bucket: (count, total) for bucket, count, total in cursor.fetchall()}


def _indexed(client: OpenSearch, start: int, end: int) -> dict[int, tuple[int, int]]:
    versions = {"versions": {"sum": {"field": "version"}}}
    histogram = {"field": "id", "interval": BUCKET, "min_doc_count": 1}
    body = {
        "size": 0,
        "query": _between(start, end),
        "aggs": {"buckets": {"histogram": histogram, "aggs": versions}},
    }
    buckets = client.search(index=write_alias(), body=body)["aggregations"]["buckets"]["buckets"]
    return {int(found["key"]) // BUCKET: (found["doc_count"], int(found["versions"]["value"])) for found in buckets}


def _compare(client: OpenSearch, bucket: int, drift: Drift) -> None:
    start, end = bucket * BUCKET, (bucket + 1) * BUCKET
    rows = PostingStage.objects.filter(posting_id__gte=start, posting_id__lt=end)
    stored = {
        one: (version, written)
        for one, version, written in rows.values_list("posting_id", "version", "indexed_version")
    }
    indexed = _versions(client, start, end)
    drift.gone |= {one: version for one, version in indexed.items() if one not in stored}
    for posting_id, (version, written) in stored.items():
        known = indexed.get(posting_id, 0)
        if known < written:
            drift.lost[posting_id] = written
        elif known > version:
            drift.ahead[posting_id] = known


def _versions(client: OpenSearch, start: int, end: int) -> Mapping[int, int]:
    body = {"size": BUCKET, "query": _between(start, end), "_source": False, "docvalue_fields": ["id", "version"]}
    hits = client.search(index=write_alias(), body=body)["hits"]["hits"]
    return {hit["fields"]["id"][0]: hit["fields"]["version"][0] for hit in hits}


def _between(start: int, end: int) -> dict[str, Any]:
    return {"range": {"id": {"gte": start, "lt": end}}}
