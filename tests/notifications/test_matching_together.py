"""Matchers at the same time as each other, as changes and as deaths: every pair once, nothing half done."""

import pytest
from django.db import transaction

from ingest.models import PostingStage
from notifications import matching
from notifications.matching import match_page
from notifications.models import DigestSchedule, Match, SavedSearch
from notifications.models.saved_search import Frequency
from notifications.saving import change_frequency, delete_search
from tests import sample_rows
from tests.notifications.concurrency import run_together
from tests.notifications.mail_rows import (
    NOW,
    match_all,
    posting,
    search,
    subscriber,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_matchers_at_once_find_every_pair_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "PAGE", 7)
    company = sample_rows.company()
    for number in range(12):
        search(subscriber(), frequency=Frequency.INSTANT if number % 2 else Frequency.DAILY)
    for _number in range(40):
        posting(company)
    outcomes = run_together(*[match_all] * 4)
    assert outcomes == [None] * 4
    assert Match.objects.count() == 12 * 40
    assert not PostingStage.objects.filter(matched_at__isnull=True).exists()


def test_a_matcher_passes_over_postings_that_another_holds() -> None:
    search(subscriber())
    company = sample_rows.company()
    held, free = posting(company), posting(company)
    with transaction.atomic():
        PostingStage.objects.select_for_update().get(pk=held.pk)
        assert run_together(lambda: match_page(NOW)) == [True]
        assert list(Match.objects.values_list("posting", flat=True)) == [free.pk]
    match_all()
    assert Match.objects.count() == 2


def test_a_matcher_that_dies_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    search(subscriber())
    posting(sample_rows.company())
    monkeypatch.setattr(matching, "MARK", "UPDATE no_such_table SET matched_at = %s WHERE id = ANY(%s)")
    assert "no_such_table" in str(run_together(lambda: match_page(NOW)))
    assert not Match.objects.exists()
    monkeypatch.undo()
    match_all()
    assert Match.objects.count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_turning_a_search_off_while_it_is_matched_leaves_no_match_waiting(turn: int) -> None:
    company, readers = sample_rows.company(), [subscriber() for _number in range(4)]
    searches = [search(reader, frequency=Frequency.INSTANT) for reader in readers]
    for _number in range(20 + turn):
        posting(company)
    gone = searches[3]
    outcomes = run_together(
        match_all,
        lambda: change_frequency(searches[0], Frequency.OFF, NOW),
        lambda: change_frequency(searches[1], Frequency.OFF, NOW),
        lambda: delete_search(gone),
    )
    assert outcomes == [None] * 4
    assert not Match.objects.filter(saved_search__in=searches[:2], settled_at__isnull=True).exists()
    assert Match.objects.filter(saved_search=searches[2], settled_at__isnull=True).count() == 20 + turn
    assert not SavedSearch.objects.filter(pk=gone.pk).exists()
    waiting = set(Match.objects.filter(settled_at__isnull=True).values_list("subscriber", flat=True))
    without_slot = DigestSchedule.objects.filter(next_digest_at__isnull=True, subscriber__in=waiting)
    assert not without_slot.exists()
