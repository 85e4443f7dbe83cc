"""Search by PostgreSQL: without OpenSearch, while it is down, and for what only the truth knows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import connection

from search.asked import Asked
from search.found import EPOCH, MOST_COUNTED, Candidate, Place, Total, microseconds
from search.sql import matches_asked

WORDED = """
WITH worded AS MATERIALIZED (
    SELECT t.posting_id FROM ingest_postingtext t WHERE t.vector @@ %(tsquery)s::tsquery
)
"""
SINCE = "coalesce({p}.date_posted, {p}.first_seen_at) >= %(since)s"


def find(asked: Asked, *, after: Place | None, limit: int) -> list[Candidate]:
    """The newest matching postings beyond `after`.

    Words that are seldom are looked up first; postings with common ones are met soon enough on the way from the newest.
    The planner cannot tell the two apart, because it knows nothing of what comparing a long text costs.
    """
    by_words = asked.compiled.tsquery is not None and _words_are_rare(asked)
    beyond = "AND (p.first_seen_at, p.id) < (%(seen)s, %(posting_id)s)" if after else ""
    rows = _rows(
        f"""
        {WORDED if by_words else ""}
        SELECT p.first_seen_at, p.id, p.canonical_id IS NOT NULL
        FROM {"worded t JOIN ingest_posting p ON p.id = t.posting_id" if by_words else _postings(asked, "p", "t")}
        WHERE {_matches(asked, "p", "t", but="tsquery" if by_words else "")} {beyond}
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


def _words_are_rare(asked: Asked) -> bool:
    ((texts,),) = _rows(
        """
        SELECT count(*) FROM (
            SELECT FROM ingest_postingtext t WHERE t.vector @@ %(tsquery)s::tsquery LIMIT %(limit)s
        ) AS found
        """,
        {"tsquery": asked.compiled.tsquery, "limit": MOST_COUNTED + 1},
    )
    return bool(texts <= MOST_COUNTED)


def _postings(asked: Asked, p: str, t: str) -> str:
    table = f"ingest_posting {p}"
    if asked.compiled.tsquery is None:
        return table
    return f"{table} JOIN ingest_postingtext {t} ON {t}.posting_id = {p}.id"


def _matches(asked: Asked, p: str, t: str, *, but: str = "") -> str:
    recent = [SINCE.format(p=p)] if asked.since else []
    return " AND ".join([f"{p}.status = 'open'", matches_asked(asked.compiled, p=p, t=t, but=but), *recent])


def _values(asked: Asked) -> dict[str, Any]:
    return {**asdict(asked.compiled), "since": asked.since}


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
