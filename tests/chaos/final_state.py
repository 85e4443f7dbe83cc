"""All that must be equal after two ways to the same end, by natural keys and without moments."""

import json
import re
from typing import Any

from tests.installation.installation import Installation
from tests.installation.mail import Received

QUERIES = {
    "postings": """
        SELECT b.source, b.token, p.external_id, p.status, p.closed_reason, p.title, p.canonical_id IS NULL,
               p.content_hash, p.listing_hash, s.announced_at IS NOT NULL, s.silent, s.matched_at IS NOT NULL,
               s.version, s.indexed_version
        FROM ingest_posting p JOIN ingest_board b ON b.id = p.board_id JOIN ingest_postingstage s ON s.posting_id = p.id
    """,
    "texts": """
        SELECT b.source, b.token, p.external_id, t.description_html, t.description_text, t.vector::text
        FROM ingest_postingtext t JOIN ingest_posting p ON p.id = t.posting_id JOIN ingest_board b ON b.id = p.board_id
    """,
    "absences": """
        SELECT b.source, b.token, p.external_id, a.state
        FROM ingest_absence a JOIN ingest_posting p ON p.id = a.posting_id JOIN ingest_board b ON b.id = p.board_id
    """,
    "boards": """
        SELECT b.source, b.token, s.etag, s.last_modified, s.body_hash, s.first_read_at IS NOT NULL,
               s.complete_at IS NOT NULL, s.gone_at IS NOT NULL
        FROM ingest_boardstate s JOIN ingest_board b ON b.id = s.board_id
    """,
    "matches": """
        SELECT u.email, s.name, b.token, p.external_id, m.settled_at IS NOT NULL, m.reason
        FROM notifications_match m JOIN notifications_subscriber u ON u.id = m.subscriber_id
        JOIN notifications_savedsearch s ON s.id = m.saved_search_id
        JOIN ingest_posting p ON p.id = m.posting_id JOIN ingest_board b ON b.id = p.board_id
    """,
    "told": """
        SELECT u.email, b.token, p.external_id
        FROM notifications_told t JOIN notifications_subscriber u ON u.id = t.subscriber_id
        JOIN ingest_posting p ON p.id = t.posting_id JOIN ingest_board b ON b.id = p.board_id
    """,
    "items": """
        SELECT u.email, d.slot_date, b.token, p.external_id, s.name, i.why
        FROM notifications_digestitem i JOIN notifications_digest d ON d.id = i.digest_id
        JOIN notifications_subscriber u ON u.id = d.subscriber_id
        JOIN notifications_savedsearch s ON s.id = i.saved_search_id
        JOIN ingest_posting p ON p.id = i.posting_id JOIN ingest_board b ON b.id = p.board_id
    """,
    "digests": """
        SELECT u.email, d.kind, d.slot_date, y.state
        FROM notifications_digest d JOIN notifications_subscriber u ON u.id = d.subscriber_id
        JOIN notifications_delivery y ON y.digest_id = d.id
    """,
}


def final_state(installation: Installation) -> dict[str, list[Any]]:
    """Each table's rows, sorted, and the mailbox as (recipient, sorted links' texts without the ids in them)."""
    state: dict[str, list[Any]] = {name: sorted(installation.sql(sql), key=repr) for name, sql in QUERIES.items()}
    state["mails"] = sorted((mail.recipient, _titles(mail)) for mail in installation.mailbox.all())
    return state


def _titles(mail: Received) -> list[str]:
    """The slugs of the postings that a mail links to: ids, and the order by them, depend on who came first."""
    return sorted(re.findall(r"/postings/\d+/([a-z0-9-]+)/", mail.text))


def difference(expected: list[Any], found: list[Any]) -> str:
    missing, more = set(map(repr, expected)) - set(map(repr, found)), set(map(repr, found)) - set(map(repr, expected))
    return json.dumps({"missing": sorted(missing)[:5], "more": sorted(more)[:5]}, indent=1)
