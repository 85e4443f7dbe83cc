"""Which of a board's new postings are offered to matching, and which are on the pages only.

The first complete read of a board announces nothing to anyone. A posting from a source with details is announced with
its detail, or without it after three failures over a day, and is then matched again when the detail comes.
"""

from datetime import datetime, timedelta

from config.prepared import prepared_cursor

WITHOUT_DETAIL_AFTER = timedelta(days=1)
WITHOUT_DETAIL_FAILURES = 3


def announce(board_id: int, at: datetime, *, silent: bool, has_details: bool) -> int:
    """Announce what waits on the board. Returns how many were offered to matching. Needs a fenced transaction."""
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            WITH waiting AS (
                SELECT s.posting_id FROM ingest_postingstage s JOIN ingest_posting p ON p.id = s.posting_id
                WHERE s.announced_at IS NULL AND p.board_id = %(board)s AND p.status = 'open'
                  AND (%(silent)s OR NOT %(has_details)s OR s.detail_at IS NOT NULL
                       OR s.detail_failures >= %(failures)s AND p.first_seen_at <= %(given_up)s)
                ORDER BY s.posting_id FOR UPDATE OF s
            )
            UPDATE ingest_postingstage AS s
            SET announced_at = %(at)s, silent = %(silent)s,
                matched_at = CASE WHEN %(silent)s THEN %(at)s::timestamptz END
            FROM waiting WHERE s.posting_id = waiting.posting_id
            """,
            {
                "board": board_id,
                "at": at,
                "silent": silent,
                "has_details": has_details,
                "failures": WITHOUT_DETAIL_FAILURES,
                "given_up": at - WITHOUT_DETAIL_AFTER,
            },
        )
        return 0 if silent else cursor.rowcount
