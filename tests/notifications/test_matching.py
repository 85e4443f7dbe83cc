"""New postings find the saved searches that ask for them, each pair once."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ingest.models import PostingStage
from notifications import matching, work
from notifications.matching import match_page
from notifications.models import Match
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.saving import follow
from search.criteria import Criteria
from tests import sample_rows
from tests.notifications.mail_rows import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SLOT,
    match_all,
    next_digest_at,
    posting,
    search,
    subscriber,
)

WINDOW = timedelta(minutes=10)


@pytest.mark.django_db
def test_a_new_posting_is_matched_with_what_asks_for_it_and_with_nothing_else() -> None:
    company = sample_rows.company()
    reader, other = subscriber(), subscriber()
    python, follows = search(reader), follow(reader, company, NOW)
    search(other, Criteria(text="python", countries=("FR",)), name="In France")
    found = posting(company)
    assert match_page(NOW) is True
    assert set(Match.objects.values_list("saved_search", "posting", "subscriber", "matched_at", "reason")) == {
        (python.pk, found.pk, reader.pk, NOW, ""),
        (follows.pk, found.pk, reader.pk, NOW, ""),
    }
    assert PostingStage.objects.get(pk=found.pk).matched_at == NOW
    assert match_page(NOW) is False


@pytest.mark.django_db
def test_there_is_work_until_every_announced_posting_is_matched() -> None:
    company = sample_rows.company()
    assert work.has_matching(NOW) is False
    posting(company)
    PostingStage.objects.filter(pk=posting(company).pk).update(announced_at=None)
    assert work.has_matching(NOW) is True
    match_all()
    assert work.has_matching(NOW) is False
    assert PostingStage.objects.filter(matched_at__isnull=True).count() == 1


@pytest.mark.django_db
def test_a_posting_that_was_announced_before_the_search_was_saved_is_not_told() -> None:
    company, reader = sample_rows.company(), subscriber()
    search(reader, at=NOW)
    posting(company, at=NOW - timedelta(seconds=61))
    just_before = posting(company, at=NOW - timedelta(seconds=59))
    match_all()
    assert list(Match.objects.values_list("posting", flat=True)) == [just_before.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", [{"is_active": False}, {"confirmed_at": None}, {"paused_at": NOW}], ids=["closed", "unconfirmed", "paused"]
)
def test_nothing_is_matched_for_somebody_who_gets_no_mail(state: dict[str, Any]) -> None:
    reader = subscriber(**state)
    search(reader)
    posting(sample_rows.company())
    match_all()
    assert not Match.objects.exists()


@pytest.mark.django_db
def test_nothing_is_matched_for_a_search_that_is_off() -> None:
    search(subscriber(), frequency=Frequency.OFF)
    posting(sample_rows.company())
    match_all()
    assert not Match.objects.exists()


@pytest.mark.django_db
def test_an_instant_match_brings_the_next_digest_forward_to_the_end_of_its_window() -> None:
    instant, daily = subscriber(), subscriber()
    search(instant, frequency=Frequency.INSTANT)
    search(daily)
    posting(sample_rows.company())
    match_all(NOW + MINUTE)
    assert next_digest_at(instant) == NOW + WINDOW
    assert next_digest_at(daily) == SLOT
    posting(sample_rows.company())
    match_all(NOW + 9 * MINUTE)
    assert next_digest_at(instant) == NOW + WINDOW


@pytest.mark.django_db
def test_an_instant_match_never_puts_a_due_digest_off() -> None:
    reader = subscriber()
    search(reader, frequency=Frequency.INSTANT)
    search(reader, Criteria(text="sql"), name="SQL")
    posting(sample_rows.company())
    match_all(SLOT - MINUTE)
    assert next_digest_at(reader) == SLOT
    match_all(SLOT + 3 * MINUTE)
    assert next_digest_at(reader) == SLOT


@pytest.mark.django_db
def test_the_window_of_instant_mail_is_a_setting(settings: LazySettings) -> None:
    settings.INSTANT_WINDOW = timedelta(minutes=30)
    reader = subscriber()
    search(reader, frequency=Frequency.INSTANT)
    posting(sample_rows.company())
    match_all(NOW + MINUTE)
    assert next_digest_at(reader) == NOW + timedelta(minutes=30)


@pytest.mark.django_db
def test_only_a_match_that_was_settled_because_its_posting_closed_waits_again() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    for title, reason in (("Python A", Settled.CLOSED), ("Python B", Settled.MAILED), ("Python C", Settled.PAUSED)):
        found = posting(company, title)
        match_all()
        Match.objects.filter(posting=found).update(settled_at=NOW, reason=reason)
    again = NOW + 40 * DAY
    PostingStage.objects.update(announced_at=again, matched_at=None)
    match_all(again)
    waiting = Match.objects.filter(settled_at__isnull=True)
    assert list(waiting.values_list("posting__title", "matched_at", "reason")) == [("Python A", again, "")]
    assert Match.objects.count() == 3


@pytest.mark.django_db
def test_more_than_a_page_takes_more_than_one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "PAGE", 2)
    search(subscriber())
    company = sample_rows.company()
    for _number in range(5):
        posting(company)
    assert [match_page(NOW) for _turn in range(4)] == [True, True, True, False]
    assert Match.objects.count() == 5


@pytest.mark.django_db
def test_a_page_with_more_matches_than_a_transaction_takes_is_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_MATCHES", 7)
    for _number in range(3):
        search(subscriber(), frequency=Frequency.INSTANT)
    company = sample_rows.company()
    for _number in range(4):
        posting(company)
        posting(company, "Welder")
    matched = []
    while match_page(NOW):
        matched.append(PostingStage.objects.filter(matched_at__isnull=False).count())
    assert matched == [4, 8]
    monkeypatch.setattr(matching, "MOST_MATCHES", 2)
    posting(company)
    assert match_page(NOW) is True
    assert Match.objects.count() == 15


@pytest.mark.django_db
def test_a_page_takes_the_same_number_of_statements_however_many_match() -> None:
    company = sample_rows.company()
    for _number in range(3):
        search(subscriber(), frequency=Frequency.INSTANT)
    posting(company)
    with CaptureQueriesContext(connection) as few:
        match_page(NOW)
    for _number in range(20):
        search(subscriber(), frequency=Frequency.INSTANT)
        posting(company, at=NOW + HOUR)
    with CaptureQueriesContext(connection) as many:
        match_page(NOW + HOUR)
    assert Match.objects.count() == 3 + 20 * 23
    assert len(few) == len(many)
