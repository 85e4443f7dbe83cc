"""Read stored postings again with today's rules, lists and analysis of text: a page of them, and then the next.

Each row says what it was read with, so that a run goes on where another one ended. Nothing is announced and no posting
counts as changed; the index takes what is different, because its version moves.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction

from ingest.completing import completed, reader
from ingest.content import Content
from ingest.deadlocks import deadlocks_retried
from ingest.rows import hexadecimal, lock_stages, write
from ingest.stored import contents_of
from ingest.upsert import vector_of

PAGE = 500
STALE = """
SELECT p.id, p.content_hash, c.name FROM ingest_posting p JOIN ingest_company c ON c.id = p.company_id
WHERE p.read_with <> %s AND p.id > %s ORDER BY p.id LIMIT %s
"""
READ = {
    "locations": "jsonb",
    "countries": "varchar(2)[]",
    "workplace": "text",
    "employment_type": "text",
    "salary_min": "numeric(14, 2)",
    "salary_max": "numeric(14, 2)",
    "salary_currency": "text",
    "salary_period": "text",
    "language": "text",
    "seniority": "text",
    "experience_years": "smallint",
    "skills": "varchar(40)[]",
    "remote_from": "varchar(2)[]",
}
_NAMES = ", ".join(READ)
_COLUMNS = ", ".join(f"{name} {kind}" for name, kind in READ.items())
# What a visit wrote meanwhile was read with today's reader already: its content's hash may be another one.
WRITE = f"""
    WITH new AS (
        SELECT * FROM json_to_recordset(%(rows)s::json)
        AS r (id bigint, content_hash bytea, read_with integer, vector tsvector, stated jsonb, {_COLUMNS})
    ),
    unchanged AS (
        SELECT new.*, ({", ".join(f"p.{name}" for name in READ)}) IS DISTINCT FROM
                      ({", ".join(f"new.{name}" for name in READ)}) OR t.vector IS DISTINCT FROM new.vector AS differs
        FROM new
        JOIN ingest_posting p ON p.id = new.id AND p.content_hash = new.content_hash
        JOIN ingest_postingtext t ON t.posting_id = new.id
    ),
    posting AS (
        UPDATE ingest_posting p SET read_with = u.read_with, {", ".join(f"{name} = u.{name}" for name in READ)}
        FROM unchanged u WHERE p.id = u.id
        RETURNING p.id
    ),
    text AS (
        UPDATE ingest_postingtext t SET vector = u.vector, stated = u.stated
        FROM unchanged u WHERE t.posting_id = u.id AND u.differs
    ),
    stage AS (
        UPDATE ingest_postingstage s SET version = s.version + 1
        FROM unchanged u WHERE s.posting_id = u.id AND u.differs
        RETURNING s.posting_id
    )
    SELECT (SELECT count(*) FROM posting), (SELECT count(*) FROM stage)
"""  # noqa: S608  All names are literals above.


class Reread(NamedTuple):
    """`last_id`: where to go on after, None at the end."""

    read: int
    changed: int
    last_id: int | None


def stale_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ingest_posting WHERE read_with <> %s", [reader()])
        return int(cursor.fetchone()[0])


def reread_page(after_id: int) -> Reread:
    with connection.cursor() as cursor:
        cursor.execute(STALE, [reader(), after_id, PAGE])
        stale = cursor.fetchall()
    contents = contents_of([posting_id for posting_id, _, _ in stale])
    rows = [_row(i, bytes(digest), name, contents[i]) for i, digest, name in stale if i in contents]
    read, changed = _write(rows) if rows else (0, 0)
    return Reread(read, changed, stale[-1][0] if len(stale) == PAGE else None)


def _row(posting_id: int, content_hash: bytes, company: str, content: Content) -> dict[str, Any]:
    found = completed(content)
    columns = found.columns()
    return {
        "id": posting_id,
        "content_hash": hexadecimal(content_hash),
        "vector": vector_of(content, found, company),
        **{name: columns[name] for name in (*READ, "stated", "read_with")},
    }


@deadlocks_retried
def _write(rows: list[dict[str, Any]]) -> tuple[int, int]:
    with transaction.atomic():
        lock_stages(_ids(rows))
        ((read, changed),) = write(WRITE, rows)
    return read, changed


def _ids(rows: Iterable[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]
