"""The SQL that writes many postings at once. The rows travel as one JSON array, typed by PostgreSQL.

The form of the write hardly matters (COPY, unnest, VALUES and JSON were measured to cost the same); a constant number
of statements does.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from config.prepared import prepared_cursor

CONTENT = {
    "title": "text",
    "url": "text",
    "apply_url": "text",
    "locations": "jsonb",
    "countries": "varchar(2)[]",
    "workplace": "text",
    "employment_type": "text",
    "department": "text",
    "salary_min": "numeric(14, 2)",
    "salary_max": "numeric(14, 2)",
    "salary_currency": "text",
    "salary_period": "text",
    "date_posted": "timestamptz",
    "valid_through": "timestamptz",
    "language": "text",
    "requisition_id": "text",
    "seniority": "text",
    "experience_years": "smallint",
    "skills": "varchar(40)[]",
    "remote_from": "varchar(2)[]",
    "read_with": "integer",
    "listing_hash": "bytea",
    "content_hash": "bytea",
    "likeness": "bigint",
}
TEXT = {"description_html": "text", "description_text": "text", "vector": "tsvector", "stated": "jsonb"}
NEW = {"external_id": "text", **CONTENT, **TEXT, "detail_due_at": "timestamptz"}
CHANGED = {"id": "bigint", **CONTENT, **TEXT, "detail_due_at": "timestamptz", "detail_at": "timestamptz"}


def _recordset(columns: dict[str, str]) -> str:
    return "json_to_recordset(%(rows)s::json) AS r (" + ", ".join(f"{n} {t}" for n, t in columns.items()) + ")"


_NAMES = ", ".join(CONTENT)
_SET = ", ".join(f"{name} = new.{name}" for name in CONTENT)

INSERT = f"""
    WITH new AS (SELECT * FROM {_recordset(NEW)}),
    posting AS (
        INSERT INTO ingest_posting (company_id, board_id, external_id, {_NAMES},
                                    status, closed_reason, first_seen_at, changed_at)
        SELECT %(company)s, %(board)s, external_id, {_NAMES}, 'open', '', %(at)s, %(at)s FROM new
        ON CONFLICT (board_id, external_id) DO NOTHING
        RETURNING id, external_id
    ),
    text AS (
        INSERT INTO ingest_postingtext (posting_id, description_html, description_text, vector, stated)
        SELECT p.id, description_html, description_text, vector, stated FROM posting p JOIN new USING (external_id)
    ),
    stage AS (
        INSERT INTO ingest_postingstage (posting_id, version, indexed_version, refused_version, refused_reason,
                                         silent, detail_due_at, detail_failures)
        SELECT p.id, 1, 0, 0, '', false, detail_due_at, 0 FROM posting p JOIN new USING (external_id)
    )
    SELECT id, external_id FROM posting
"""  # noqa: S608  All names are literals above.

UPDATE = f"""
    WITH new AS (SELECT * FROM {_recordset(CHANGED)}),
    posting AS (UPDATE ingest_posting p SET {_SET}, changed_at = %(at)s FROM new WHERE p.id = new.id),
    text AS (
        UPDATE ingest_postingtext t
        SET description_html = new.description_html, description_text = new.description_text, vector = new.vector,
            stated = new.stated
        FROM new WHERE t.posting_id = new.id
    )
    UPDATE ingest_postingstage s
    SET version = s.version + 1,
        detail_due_at = new.detail_due_at,
        detail_at = coalesce(new.detail_at, s.detail_at),
        detail_failures = 0,
        -- Announced without its detail: now it may match what it could not before.
        matched_at = CASE WHEN new.detail_at IS NOT NULL AND s.detail_at IS NULL AND NOT s.silent
                          THEN NULL ELSE s.matched_at END
    FROM new WHERE s.posting_id = new.id
"""  # noqa: S608  All names are literals above.

SEEN_AGAIN = """
    WITH new AS (SELECT * FROM json_to_recordset(%(rows)s::json)
                 AS r (id bigint, listing_hash bytea, detail_due_at timestamptz, detail_at timestamptz)),
    posting AS (UPDATE ingest_posting p SET listing_hash = new.listing_hash FROM new WHERE p.id = new.id)
    UPDATE ingest_postingstage s
    SET detail_due_at = new.detail_due_at, detail_at = coalesce(new.detail_at, s.detail_at), detail_failures = 0
    FROM new WHERE s.posting_id = new.id AND (new.detail_due_at IS NOT NULL OR new.detail_at IS NOT NULL)
"""

REOPEN = """
    WITH again AS (
        SELECT p.id, p.closed_at <= %(at)s - interval '30 days' AS forgotten
        FROM ingest_posting p WHERE p.id = ANY(%(ids)s) AND p.status = 'closed'
    ),
    posting AS (
        UPDATE ingest_posting p SET status = 'open', closed_at = NULL, closed_reason = ''
        FROM again WHERE p.id = again.id
    )
    UPDATE ingest_postingstage s
    SET version = s.version + 1,
        announced_at = CASE WHEN again.forgotten THEN %(at)s ELSE s.announced_at END,
        -- What closed before it was told waits for a digest again; what was told already is not told twice.
        matched_at = CASE WHEN again.forgotten OR NOT s.silent THEN NULL ELSE s.matched_at END,
        silent = s.silent AND NOT again.forgotten
    FROM again WHERE s.posting_id = again.id
"""

# What is written now is not what the validators vouch for; and a visit that ends here leaves word of due details.
UNVOUCHED = """
    UPDATE ingest_boardstate
    SET etag = '', last_modified = '', body_hash = NULL, light_hash = NULL,
        details_due_at = least(details_due_at, %(due)s::timestamptz)
    WHERE board_id = %(board)s
"""

LOCK = "SELECT FROM ingest_postingstage WHERE posting_id = ANY(%s) ORDER BY posting_id FOR UPDATE"


def lock_stages(posting_ids: Iterable[int]) -> None:
    """Lock the rows that sweeps write to as well, in the order of their ids. Needs a transaction."""
    ordered = sorted(posting_ids)
    if not ordered:
        return
    with prepared_cursor() as cursor:
        cursor.execute(LOCK, [ordered])


def write(statement: str, rows: list[dict[str, Any]] | None = None, **values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """Run one of the statements above with its rows. Returns what it returns."""
    if rows is not None:
        values["rows"] = msgspec.json.encode(rows, enc_hook=_as_text).decode()
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def hexadecimal(value: bytes) -> str:
    """Bytes as PostgreSQL reads them out of a text."""
    return "\\x" + value.hex()


def _as_text(value: object) -> str:
    raise TypeError(f"a row holds a {type(value).__name__}")
