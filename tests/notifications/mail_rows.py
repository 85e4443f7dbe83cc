"""Rows that tests of matching and mail start from, around one moment."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection

from ingest.models import Company, Posting, PostingText
from ingest.models.posting import ClosedReason, Status
from ingest.text import vector
from notifications.digests import build_page
from notifications.matching import match_page
from notifications.models import Delivery, Digest, DigestSchedule, Match, SavedSearch, Subscriber
from notifications.models.saved_search import Frequency
from notifications.saving import save_search
from search.criteria import Criteria
from tests import sample_rows

# A Wednesday, an hour before mail goes out in UTC.
NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
SLOT = NOW + timedelta(hours=1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PYTHON = Criteria(text="python")

_numbers = count(1)


def subscriber(email: str = "", **fields: Any) -> Subscriber:
    """Confirmed, with mail at 7 in UTC. Has no password, because hashing one takes longer than the test."""
    values = {"confirmed_at": NOW - DAY, "delivery_hour": 7, "weekly_day": 2, **fields}
    return Subscriber.objects.create(email=email or f"reader{next(_numbers)}@example.org", **values)


def search(
    of: Subscriber,
    criteria: Criteria = PYTHON,
    *,
    frequency: str = Frequency.DAILY,
    name: str = "Python",
    at: datetime = NOW,
) -> SavedSearch:
    return save_search(of, criteria, name, frequency, at)


def posting(of: Company, title: str = "Python and SQL developer", *, at: datetime = NOW, **fields: Any) -> Posting:
    """Announced at `at`, and not matched yet; found by the words of its title alone."""
    made = sample_rows.posting(of, title, first_seen_at=at, **fields)
    PostingText.objects.filter(posting=made).update(vector=vector(title=title))
    return made


def close(closed: Posting, at: datetime = NOW) -> None:
    Posting.objects.filter(pk=closed.pk).update(status=Status.CLOSED, closed_at=at, closed_reason=ClosedReason.ABSENT)


def match_all(at: datetime = NOW) -> None:
    while match_page(at):
        pass


def build_all(at: datetime = SLOT) -> list[Digest]:
    """Build what is due; the digests that this call built, oldest first."""
    before = set(Digest.objects.values_list("pk", flat=True))
    after_id: int | None = 0
    while after_id is not None:
        after_id = build_page(after_id, at)
    return list(Digest.objects.exclude(pk__in=before).order_by("pk"))


def ready_digest(email: str = "", *, at: datetime = SLOT) -> Digest:
    """A digest with one posting to one new subscriber, built and ready at `at`."""
    reader = subscriber(email)
    search(reader)
    posting(sample_rows.company())
    match_all()
    (digest,) = [one for one in build_all(at) if one.subscriber_id == reader.pk]
    return digest


def titles_in(digest: Digest) -> list[str]:
    return list(digest.items.order_by("pk").values_list("posting__title", flat=True))


def reasons(of: Subscriber) -> list[str]:
    """Of all his matches, in the order in which they were found; empty for those that wait."""
    return list(Match.objects.filter(subscriber=of).order_by("pk").values_list("reason", flat=True))


def next_digest_at(of: Subscriber) -> datetime | None:
    return DigestSchedule.objects.get(subscriber=of).next_digest_at


def state_of(digest: Digest) -> str:
    return Delivery.objects.get(pk=digest.pk).state


def lapse_lease(digest: Digest) -> None:
    """As if the worker that has it in hand had died a while ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_delivery SET lease_until = clock_timestamp() - interval '1 s' WHERE digest_id = %s",
            [digest.pk],
        )
