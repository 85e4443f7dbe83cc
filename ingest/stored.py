"""What is stored of a board's postings, read in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from config.prepared import prepared_cursor
from ingest.content import Content


@dataclass(frozen=True, slots=True)
class Stored:
    """The part of a posting's row that decides what to do with an entry of a listing."""

    id: int
    external_id: str
    listing_hash: bytes
    content_hash: bytes
    is_open: bool


def stored_among(board_id: int, external_ids: Sequence[str]) -> dict[str, Stored]:
    """Of these ids, the postings that the board has, by external id."""
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            SELECT id, external_id, listing_hash, content_hash, status = 'open'
            FROM ingest_posting WHERE board_id = %s AND external_id = ANY(%s)
            """,
            [board_id, list(external_ids)],
        )
        return {row[1]: Stored(row[0], row[1], bytes(row[2]), bytes(row[3]), row[4]) for row in cursor.fetchall()}


def contents_of(posting_ids: Sequence[int]) -> dict[int, Content]:
    """What the sources of postings stated, by posting id; ids that are gone are left out."""
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.title, p.url, p.apply_url, p.locations, p.countries, p.workplace, p.employment_type,
                   p.department, p.salary_min, p.salary_max, p.salary_currency, p.salary_period,
                   p.date_posted, p.valid_through, p.language, p.requisition_id, t.description_html, t.description_text,
                   t.stated
            FROM ingest_posting p JOIN ingest_postingtext t ON t.posting_id = p.id WHERE p.id = ANY(%s)
            """,
            [list(posting_ids)],
        )
        names = [column.name for column in cursor.description or ()][1:]
        return {row[0]: _content(dict(zip(names, row[1:], strict=True))) for row in cursor.fetchall()}


def _content(row: dict[str, Any]) -> Content:
    stated = row.pop("stated")
    amounts = {name: str(row[name]) if row[name] is not None else None for name in ("salary_min", "salary_max")}
    moments = {name: row[name].isoformat() if row[name] else None for name in ("date_posted", "valid_through")}
    # Django hands jsonb out as text in a raw cursor.
    known = {**row, **amounts, **moments, "locations": msgspec.json.decode(row["locations"])}
    if stated:
        known |= msgspec.json.decode(stated)
    return Content(**{**known, "locations": tuple(known["locations"]), "countries": tuple(known["countries"])})
