"""What was seen of a move, kept for staff: one row a board, which a dismissal settles until another board is seen."""

import logging
from datetime import datetime
from typing import Any

from django.db import connection

from ingest.models import Board
from ingest.recognise import Recognised

log = logging.getLogger(__name__)

# A board that the company has already is no news.
NOTE = """
INSERT INTO ingest_move AS m (board_id, source, token, reason, seen_at, state)
SELECT %(board)s, %(source)s, %(token)s, %(reason)s, %(at)s, 'seen'
WHERE NOT EXISTS (SELECT FROM ingest_board AS b WHERE b.company_id = %(company)s
                  AND b.source = %(source)s AND lower(b.token) = lower(%(token)s))
ON CONFLICT (board_id) DO UPDATE
SET source = excluded.source, token = excluded.token, reason = excluded.reason, seen_at = excluded.seen_at,
    state = 'seen', settled_at = NULL
WHERE (m.source, m.token) <> (excluded.source, excluded.token)
"""


def note_move(board: Board, to: Recognised, reason: str, at: datetime) -> bool:
    """Tell staff where a board seems to have gone. Whether that was news."""
    values: dict[str, Any] = {"board": board.id, "company": board.company_id, "source": to.source, "token": to.token}
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {**values, "reason": reason[:1000], "at": at})
        is_news: bool = cursor.rowcount == 1
    if is_news:
        log.warning("A board seems to have moved", extra={"from_board": str(board), "reason": reason})
    return is_news
