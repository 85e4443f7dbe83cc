"""Write documents, each with its posting's version: whatever comes late or twice changes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.helpers import streaming_bulk

from search.documents import Row, document

# Beyond 10 MB a request takes longer than it saves.
LARGEST_REQUEST = 8 * 1024 * 1024
CONFLICT = 409
# The document's own fault. Every other status says something of the index or the cluster, and may pass.
REFUSALS = frozenset({400, 413})


@dataclass
class Written:
    """What became of each posting. One that is neither `done` nor `refused` (with the reason) was not taken now."""

    done: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


def write(client: OpenSearch, rows: Sequence[Row], aliases: Sequence[str]) -> Written:
    """Write the rows to every one of the aliases. Raises opensearchpy's TransportError for a whole request."""
    refused: dict[int, str] = {}
    not_taken: set[int] = set()
    results = streaming_bulk(
        client,
        _actions(rows, aliases),
        max_chunk_bytes=LARGEST_REQUEST,
        raise_on_error=False,
        max_retries=2,
        initial_backoff=1,
        max_backoff=5,
        require_alias=True,
    )
    for was_taken, result in results:
        answer = result["index"]
        if was_taken or answer["status"] == CONFLICT:
            continue
        posting_id = int(answer["_id"])
        if answer["status"] in REFUSALS:
            refused[posting_id] = _reason(answer["error"])
        else:
            not_taken.add(posting_id)
    done = {row.posting_id for row in rows} - not_taken - refused.keys()
    return Written(done, refused)


def _actions(rows: Sequence[Row], aliases: Sequence[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        made = document(row)
        for alias in aliases:
            yield {
                "_op_type": "index",
                "_index": alias,
                "_id": str(row.posting_id),
                "version": row.version,
                # Equal versions are written again, so that a rebuild and a repeated page are harmless.
                "version_type": "external_gte",
                "_source": made,
            }


def _reason(error: Any) -> str:  # noqa: ANN401  A structure or a text, as OpenSearch likes.
    if not isinstance(error, dict):
        return str(error)
    cause = error.get("caused_by") or {}
    return ": ".join(part for part in (error.get("type"), error.get("reason"), cause.get("reason")) if part)
