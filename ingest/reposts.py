"""Copies of one posting under several ids, linked to the first of them.

- A repost: the same company, title and places as a posting that this very listing lacks, that is missing, that fell out
  of a feed's window in the last 30 days, or that was closed in them. It is not announced: who was interested was told
  already.
- The same requisition, listed once per place. Each place is matched, for somebody may have asked for that one only, and
  a subscriber is told once, because telling is unique by the canonical posting.
"""

from datetime import datetime

from config.prepared import prepared_cursor

LINK_REPOSTS = """
    WITH waiting AS (
        SELECT p.id, p.company_id, p.likeness
        FROM ingest_postingstage s JOIN ingest_posting p ON p.id = s.posting_id
        WHERE s.announced_at IS NULL AND p.board_id = %(board)s AND p.status = 'open' AND p.canonical_id IS NULL
    ),
    found AS (
        SELECT w.id, min(coalesce(o.canonical_id, o.id)) AS canonical_id
        FROM waiting w
        JOIN ingest_posting o ON o.company_id = w.company_id AND o.likeness = w.likeness AND o.id < w.id
        LEFT JOIN ingest_absence a ON a.posting_id = o.id
        LEFT JOIN ingest_unseen u ON u.posting_id = o.id
        WHERE a.posting_id IS NOT NULL OR u.since > %(at)s::timestamptz - interval '30 days'
           OR o.status = 'closed' AND o.closed_at > %(at)s::timestamptz - interval '30 days'
        GROUP BY w.id
    ),
    linked AS (
        UPDATE ingest_posting p SET canonical_id = found.canonical_id FROM found WHERE p.id = found.id RETURNING p.id
    )
    UPDATE ingest_postingstage s
    SET version = s.version + 1, announced_at = %(at)s, matched_at = %(at)s, silent = true
    FROM linked WHERE s.posting_id = linked.id
"""

LINK_REQUISITIONS = """
    WITH waiting AS (
        SELECT p.id, p.board_id, p.title, p.requisition_id
        FROM ingest_postingstage s JOIN ingest_posting p ON p.id = s.posting_id
        WHERE s.announced_at IS NULL AND p.board_id = %(board)s AND p.status = 'open' AND p.canonical_id IS NULL
          AND p.requisition_id <> ''
    ),
    found AS (
        SELECT w.id, min(coalesce(o.canonical_id, o.id)) AS canonical_id
        FROM waiting w
        JOIN ingest_posting o ON o.board_id = w.board_id AND o.status = 'open' AND o.id < w.id
                             AND o.requisition_id = w.requisition_id AND o.title = w.title
        GROUP BY w.id
    ),
    linked AS (
        UPDATE ingest_posting p SET canonical_id = found.canonical_id FROM found WHERE p.id = found.id RETURNING p.id
    )
    UPDATE ingest_postingstage s SET version = s.version + 1 FROM linked WHERE s.posting_id = linked.id
"""


def link(board_id: int, at: datetime) -> int:
    """Link the board's new postings to those that they repeat. Returns how many. Needs a fenced transaction."""
    with prepared_cursor() as cursor:
        cursor.execute(LINK_REPOSTS, {"board": board_id, "at": at})
        reposts: int = cursor.rowcount
        cursor.execute(LINK_REQUISITIONS, {"board": board_id})
        return reposts + int(cursor.rowcount)
