"""Search by PostgreSQL: without OpenSearch, while it is down, and for what only the truth knows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import connection

from search.asked import Asked
from search.found import EPOCH, MOST_COUNTED, Candidate, Place, Total, microseconds
from search.sql import matches_asked

SINCE = "coalesce({p}.date_posted, {p}.first_seen_at) >= %(since)s"


def find(asked: Asked, *, after: Place | None, limit: int) -> list[Candidate]:
    """The newest matching postings beyond `after`."""
    beyond = "AND (p.first_seen_at, p.id) < (%(seen)s, %(posting_id)s)" if after else ""
    rows = _rows(
        f"""
        SELECT p.first_seen_at, p.id, p.canonical_id IS NOT NULL
        FROM {_postings(asked, "p", "t")} WHERE {_matches(asked, "p", "t")} {beyond}
        ORDER BY p.first_seen_at DESC, p.id DESC LIMIT %(limit)s
        """,  # noqa: S608  The clauses are the literal ones of search/sql.py; so they are below.
        {
            **_values(asked),
            "limit": limit,
            "seen": EPOCH + timedelta(microseconds=after.seen) if after else None,
            "posting_id": after.posting_id if after else None,
        },
    )
    return [Candidate(Place(microseconds(seen), posting_id), is_copy) for seen, posting_id, is_copy in rows]


def count(asked: Asked) -> Total:
    ((postings, rows),) = _rows(
        f"""
        SELECT count(DISTINCT original), count(*) FROM (
            SELECT coalesce(p.canonical_id, p.id) AS original
            FROM {_postings(asked, "p", "t")} WHERE {_matches(asked, "p", "t")} LIMIT %(limit)s
        ) AS found
        """,  # noqa: S608
        {**_values(asked), "limit": MOST_COUNTED + 1},
    )
    return Total(min(postings, MOST_COUNTED), is_capped=rows > MOST_COUNTED)


def shown_elsewhere(posting_ids: Sequence[int], asked: Asked) -> set[int]:
    """Those of the copies whose original matches as well; without it, all but the oldest of the copies that match."""
    rows = _rows(
        f"""
        SELECT p.id FROM ingest_posting p
        WHERE p.id = ANY (%(ids)s) AND EXISTS (
            SELECT FROM {_postings(asked, "o", "t")}
            WHERE (o.id = p.canonical_id OR (o.canonical_id = p.canonical_id AND o.id < p.id))
              AND {_matches(asked, "o", "t")}
        )
        """,  # noqa: S608
        {**_values(asked), "ids": list(posting_ids)},
    )
    return {posting_id for (posting_id,) in rows}


def _postings(asked: Asked, p: str, t: str) -> str:
    table = f"ingest_posting {p}"
    if asked.compiled.tsquery is None:
        return table
    return f"{table} JOIN ingest_postingtext {t} ON {t}.posting_id = {p}.id"


def _matches(asked: Asked, p: str, t: str) -> str:
    recent = [SINCE.format(p=p)] if asked.since else []
    return " AND ".join([f"{p}.status = 'open'", matches_asked(asked.compiled, p=p, t=t), *recent])


def _values(asked: Asked) -> dict[str, Any]:
    return {**asdict(asked.compiled), "since": asked.since}


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
