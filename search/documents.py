"""Postings as the index knows them. Pure: rows in, documents out."""

from datetime import datetime
from typing import Any, NamedTuple

from ingest.models.posting import Status
from ingest.text import sequence
from search.found import microseconds


class Row(NamedTuple):
    """What the index stage reads of a posting. `vector` is its tsvector as text, None without one."""

    posting_id: int
    version: int
    status: str
    canonical_id: int | None
    company_id: int
    countries: list[str]
    workplace: str
    employment_type: str
    seniority: str
    skills: list[str]
    experience_years: int | None
    seen: datetime
    posted: datetime
    vector: str | None


COLUMNS = """
    s.posting_id, s.version, p.status, p.canonical_id, p.company_id, p.countries, p.workplace, p.employment_type,
    p.seniority, p.skills, p.experience_years, p.first_seen_at, coalesce(p.date_posted, p.first_seen_at), t.vector::text
"""
TABLES = """
    ingest_postingstage s
    JOIN ingest_posting p ON p.id = s.posting_id
    LEFT JOIN ingest_postingtext t ON t.posting_id = s.posting_id AND p.status = 'open'
"""


def document(row: Row) -> dict[str, Any]:
    """A closed posting stays, without its words: a deletion would forget its version, and an old write would win."""
    known = {
        "id": row.posting_id,
        "version": row.version,
        "open": row.status == Status.OPEN,
        "original": row.canonical_id or row.posting_id,
        "is_copy": row.canonical_id is not None,
        "company_id": str(row.company_id),
        "countries": row.countries,
        "workplace": row.workplace,
        "employment_type": row.employment_type,
        "seniority": row.seniority,
        "skills": row.skills,
        "experience_years": row.experience_years,
        "seen": microseconds(row.seen),
        "posted": microseconds(row.posted),
    }
    return known if row.vector is None else {**known, "words": sequence(row.vector)}
