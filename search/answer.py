"""The answer to a search: a page of postings, newest first, and how many there are.

OpenSearch finds them where there is one, PostgreSQL otherwise and while OpenSearch is down or slow. What is shown comes
from PostgreSQL in any case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.safestring import SafeString

from ingest.models import Posting
from ingest.models.posting import Status
from search import database, index_search
from search.asked import Asked, ask
from search.criteria import Criteria
from search.found import Candidate, Place, Total
from search.highlight import Marker
from search.opensearch import IndexUnavailable

PAGE = 25
# A page of candidates may be copies of few postings; after so many of them the reader goes on by himself.
MOST_ROUNDS = 4
UNSHOWN = ("text__description_html", "text__vector", "listing_hash", "content_hash")


@dataclass(frozen=True, slots=True)
class Hit:
    """A posting with its company, and the part of its text that shows why it was found."""

    posting: Posting
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` counts to `found.MOST_COUNTED`. `degraded`: the index should have answered, and the database did."""

    hits: list[Hit]
    total: int
    total_is_capped: bool
    next_cursor: str
    degraded: bool


class Engine(Protocol):
    def find(self, asked: Asked, *, after: Place | None, limit: int) -> list[Candidate]: ...
    def count(self, asked: Asked) -> Total: ...


def search(criteria: Criteria, *, at: datetime, after: str = "") -> Answer:
    """The page beyond the cursor `after`; the first page for a cursor that is none."""
    asked = ask(criteria, at)
    start = Place.from_cursor(after)
    if not settings.OPENSEARCH_URL:
        return _answer(database, asked, start, degraded=False)
    try:
        return _answer(index_search, asked, start, degraded=False)
    except IndexUnavailable:
        return _answer(database, asked, start, degraded=True)


def total_of(criteria: Criteria, *, at: datetime) -> int:
    """How many postings there are, without looking at any. Counts to `found.MOST_COUNTED`."""
    asked = ask(criteria, at)
    if not settings.OPENSEARCH_URL:
        return database.count(asked).postings
    try:
        return index_search.count(asked).postings
    except IndexUnavailable:
        return database.count(asked).postings


def _answer(engine: Engine, asked: Asked, start: Place | None, *, degraded: bool) -> Answer:
    places, next_place = _page(engine, asked, start)
    total = engine.count(asked)
    return Answer(
        hits=_hits([place.posting_id for place in places], asked),
        total=total.postings,
        total_is_capped=total.is_capped,
        next_cursor=next_place.cursor if next_place else "",
        degraded=degraded,
    )


def _page(engine: Engine, asked: Asked, start: Place | None) -> tuple[list[Place], Place | None]:
    """The places of one page, and the one to go on after; None at the end."""
    shown: list[Place] = []
    after = start
    for _ in range(MOST_ROUNDS):
        batch = engine.find(asked, after=after, limit=PAGE + 1)
        shown += _without_copies(batch, asked)
        if len(shown) > PAGE:
            return shown[:PAGE], shown[PAGE - 1]
        if len(batch) <= PAGE:
            return shown, None
        after = batch[-1].place
    return shown, after


def _without_copies(batch: Sequence[Candidate], asked: Asked) -> list[Place]:
    copies = [candidate.place.posting_id for candidate in batch if candidate.is_copy]
    elsewhere = database.shown_elsewhere(copies, asked) if copies else set()
    return [candidate.place for candidate in batch if candidate.place.posting_id not in elsewhere]


def _hits(posting_ids: Sequence[int], asked: Asked) -> list[Hit]:
    """In the given order. What the index does not know to be closed or gone yet is left out."""
    rows = Posting.objects.select_related("company", "text").defer(*UNSHOWN)
    postings = {posting.pk: posting for posting in rows.filter(pk__in=posting_ids, status=Status.OPEN)}
    marker = Marker(asked.words)
    return [
        Hit(posting, marker.snippet(_text_of(posting), posting.language))
        for posting in (postings[posting_id] for posting_id in posting_ids if posting_id in postings)
    ]


def _text_of(posting: Posting) -> str:
    return posting.text.description_text if hasattr(posting, "text") else ""
