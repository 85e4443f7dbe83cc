"""The set-based write of those who write SQL by hand: one statement for any number of postings."""

from ingest.rows import CONTENT, TEXT

_NAMES = ", ".join(CONTENT)
_TYPES = ", ".join(f"{name} {kind}" for name, kind in {"external_id": "text", **CONTENT, **TEXT}.items())
_SET = ", ".join(f"{name} = excluded.{name}" for name in CONTENT)

# `%s` are: the rows as JSON, company, board, and the moment twice.
WRITE = f"""
    WITH new AS (SELECT * FROM json_to_recordset(%s::json) AS r ({_TYPES})),
    posting AS (
        INSERT INTO ingest_posting AS p (company_id, board_id, external_id, {_NAMES},
                                         status, closed_reason, first_seen_at, changed_at)
        SELECT %s, %s, external_id, {_NAMES}, 'open', '', %s, %s FROM new
        ON CONFLICT (board_id, external_id) DO UPDATE SET {_SET}, changed_at = excluded.changed_at,
            status = 'open', closed_at = NULL, closed_reason = ''
        RETURNING id, external_id
    ),
    text AS (
        INSERT INTO ingest_postingtext (posting_id, description_html, description_text, vector)
        SELECT p.id, description_html, description_text, vector FROM posting p JOIN new USING (external_id)
        ON CONFLICT (posting_id) DO UPDATE SET description_html = excluded.description_html,
            description_text = excluded.description_text, vector = excluded.vector
    )
    INSERT INTO ingest_postingstage AS s (posting_id, version, indexed_version, refused_version, refused_reason,
                                          silent, announced_at, matched_at, detail_failures)
    SELECT p.id, 1, 0, 0, '', true, now(), now(), 0 FROM posting p
    ON CONFLICT (posting_id) DO UPDATE SET version = s.version + 1
"""
