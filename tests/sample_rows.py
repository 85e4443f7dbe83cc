"""Rows that tests of pages start from, made directly, each with what its constraints ask for."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from config.clock import clock
from ingest.html import text_of
from ingest.models import Board, BoardState, Company, CompanySchedule, Posting, PostingStage, PostingText
from ingest.text import vector
from notifications.models import DigestSchedule, Subscriber

PASSWORD = "a long enough phrase"
_numbers = count(1)


def company(name: str = "Aldersea", **schedule: Any) -> Company:
    number = next(_numbers)
    at = clock.now()
    made = Company.objects.create(name=name, slug=f"{slugify(name)}-{number}", created_at=at)
    board = Board.objects.create(
        company=made,
        source="greenhouse",
        token=f"board{number}",
        url=f"https://boards.example.org/board{number}",
        added_at=at,
    )
    BoardState.objects.create(board=board, first_read_at=at, complete_at=at)
    CompanySchedule.objects.create(
        company=made, host="boards.example.org", **{"next_run_at": at + timedelta(hours=1), **schedule}
    )
    return made


def posting(
    of: Company, title: str = "Data engineer", *, text: str = "<p>Python and SQL.</p>", **fields: Any
) -> Posting:
    number = next(_numbers)
    seen: datetime = fields.pop("first_seen_at", clock.now())
    board = of.boards.get()
    values = {
        "external_id": str(number),
        "url": f"https://boards.example.org/jobs/{number}",
        "locations": [{"text": "Berlin, Germany", "city": "Berlin", "region": None, "country": "DE"}],
        "countries": ["DE"],
        "workplace": "hybrid",
        "employment_type": "full_time",
        "listing_hash": b"l",
        "content_hash": b"c",
        "likeness": number,
        **fields,
    }
    made = Posting.objects.create(company=of, board=board, title=title, first_seen_at=seen, changed_at=seen, **values)
    words = text_of(text)
    PostingText.objects.create(
        posting=made,
        description_html=text,
        description_text=words,
        vector=vector(title=title, company=of.name, text=words),
    )
    PostingStage.objects.create(posting=made, announced_at=seen)
    return made


def subscriber(email: str = "", **fields: Any) -> Subscriber:
    """Confirmed, with PASSWORD."""
    made = Subscriber.objects.create_user(
        email or f"reader{next(_numbers)}@example.org", PASSWORD, confirmed_at=clock.now(), **fields
    )
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    DigestSchedule.objects.create(subscriber=made)
    return made
