"""Postings that say nothing but what a test gives them, as ingestion leaves them."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from ingest.models import Board, Company, Posting, PostingStage, PostingText
from ingest.text import vector

_numbers = count(1)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def posting(title: str, text: str = "", *, company: str = "acme", language: str = "", **fields: Any) -> Posting:
    """One open posting; its company is made when first named."""
    employer, _ = Company.objects.get_or_create(slug=company, defaults={"name": company.title(), "created_at": NOW})
    board, _ = Board.objects.get_or_create(
        company=employer, source="greenhouse", token=company, defaults={"added_at": NOW}
    )
    values = {
        "external_id": str(next(_numbers)),
        "url": "https://boards.example.org/1",
        "language": language,
        "first_seen_at": NOW,
        "changed_at": NOW,
        "listing_hash": b"",
        "content_hash": b"",
        "likeness": 0,
        **fields,
    }
    made = Posting.objects.create(company=employer, board=board, title=title, **values)
    finished = vector(title=title, company=employer.name, text=text, language=language)
    PostingText.objects.create(posting=made, description_text=text, vector=finished)
    PostingStage.objects.create(posting=made)
    return made
