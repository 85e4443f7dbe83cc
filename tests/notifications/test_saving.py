"""What subscribers change, and what becomes of that which waits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from notifications.models import DigestSchedule, Match, SavedSearch, Subscriber
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.saving import (
    change_frequency,
    change_rhythm,
    delete_search,
    follow,
    pause,
    rename,
    resume,
    save_search,
    unfollow,
)
from search.criteria import Criteria
from search.models import KeptCriteria
from tests import sample_rows
from tests.notifications.concurrency import run_together
from tests.notifications.mail_rows import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    PYTHON,
    SLOT,
    build_all,
    match_all,
    next_digest_at,
    posting,
    reasons,
    search,
    subscriber,
)

pytestmark = pytest.mark.django_db


def waiting_match(reader: Subscriber) -> None:
    posting(sample_rows.company())
    match_all()
    assert Match.objects.filter(subscriber=reader, settled_at__isnull=True).exists()


def test_a_search_is_saved_with_its_floor_a_minute_back_and_its_first_slot_set() -> None:
    reader = subscriber()
    saved = save_search(reader, PYTHON, "Python", Frequency.DAILY, NOW)
    assert (saved.saved_at, saved.floor) == (NOW, NOW - timedelta(seconds=60))
    assert next_digest_at(reader) == SLOT


def test_what_asks_for_nothing_cannot_be_saved() -> None:
    reader = subscriber()
    for criteria in (Criteria(), Criteria(posted_within_days=7), Criteria(text="  ")):
        with pytest.raises(ValidationError, match="Ask for something"):
            save_search(reader, criteria, "All", Frequency.DAILY, NOW)
    assert not SavedSearch.objects.exists()
    assert not KeptCriteria.objects.exists()


def test_saving_the_same_search_again_changes_its_name_and_frequency() -> None:
    reader = subscriber()
    first = save_search(reader, PYTHON, "Python", Frequency.OFF, NOW)
    again = save_search(reader, Criteria(text="PYTHON"), "Snakes", Frequency.WEEKLY, NOW + DAY)
    assert again.pk == first.pk
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.frequency, kept.saved_at) == ("Snakes", "weekly", NOW)
    assert kept.floor == NOW + DAY - MINUTE
    assert next_digest_at(reader) == NOW + 7 * DAY + HOUR


def test_two_subscribers_with_one_search_share_its_criteria() -> None:
    save_search(subscriber(), PYTHON, "A", Frequency.DAILY, NOW)
    save_search(subscriber(), PYTHON, "B", Frequency.DAILY, NOW)
    assert KeptCriteria.objects.count() == 1


def test_a_name_that_is_too_long_is_cut() -> None:
    saved = save_search(subscriber(), PYTHON, "ß" * 500, Frequency.DAILY, NOW)
    rename(saved, "é" * 500)
    assert SavedSearch.objects.get().name == "é" * 120


def test_following_is_a_search_for_that_company_and_following_twice_is_one() -> None:
    reader, company = subscriber(), sample_rows.company("Brooke & Sons")
    followed = follow(reader, company, NOW)
    change_frequency(followed, Frequency.WEEKLY, NOW)
    assert follow(reader, company, NOW) == followed
    kept = SavedSearch.objects.select_related("criteria").get()
    assert (kept.name, kept.frequency, kept.criteria.company_ids) == ("Brooke & Sons", "weekly", [company.pk])


def test_following_again_what_was_turned_off_turns_it_on() -> None:
    reader, company = subscriber(), sample_rows.company()
    change_frequency(follow(reader, company, NOW), Frequency.OFF, NOW)
    assert follow(reader, company, NOW + DAY).frequency == Frequency.DAILY
    assert next_digest_at(reader) == SLOT + DAY


def test_unfollowing_ends_it_and_what_was_never_followed_is_no_error() -> None:
    reader, company = subscriber(), sample_rows.company()
    follow(reader, company, NOW)
    unfollow(reader, company)
    unfollow(reader, company)
    assert not SavedSearch.objects.exists()


def test_turning_a_search_off_settles_what_waited_for_it_and_nothing_else() -> None:
    reader = subscriber()
    python, sql = search(reader), search(reader, Criteria(text="sql"), name="SQL")
    waiting_match(reader)
    change_frequency(python, Frequency.OFF, NOW + MINUTE)
    settled = dict(Match.objects.values_list("saved_search", "reason"))
    assert settled == {python.pk: Settled.TURNED_OFF, sql.pk: ""}
    change_frequency(sql, Frequency.OFF, NOW + MINUTE)
    assert next_digest_at(reader) is None


def test_a_search_that_is_turned_on_again_tells_nothing_of_the_time_between() -> None:
    reader, company = subscriber(), sample_rows.company()
    saved = search(reader)
    change_frequency(saved, Frequency.OFF, NOW)
    posting(company, at=NOW + HOUR)
    change_frequency(saved, Frequency.DAILY, NOW + 2 * HOUR)
    match_all(NOW + 2 * HOUR)
    assert not Match.objects.exists()


def test_a_search_that_becomes_instant_tells_what_waits_at_the_end_of_the_window() -> None:
    reader = subscriber()
    saved = search(reader)
    waiting_match(reader)
    change_frequency(saved, Frequency.INSTANT, NOW + 2 * MINUTE)
    assert next_digest_at(reader) == NOW + 10 * MINUTE


def test_deleting_a_search_takes_its_matches_along_and_leaves_what_was_told() -> None:
    reader = subscriber()
    saved = search(reader)
    waiting_match(reader)
    (digest,) = build_all()
    delete_search(saved)
    assert not Match.objects.exists()
    assert digest.items.get().saved_search is None
    assert reader.told.count() == 1
    assert build_all(SLOT + DAY) == []
    assert next_digest_at(reader) is None


def test_pausing_settles_what_waits_and_resuming_brings_no_backlog() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    waiting_match(reader)
    pause(reader, NOW + MINUTE)
    assert reasons(reader) == [Settled.PAUSED]
    posting(company, at=NOW + HOUR)
    match_all(NOW + HOUR)
    resume(reader, NOW + 2 * DAY)
    assert reader.paused_at is None
    assert next_digest_at(reader) == SLOT + 2 * DAY
    assert build_all(SLOT + 2 * DAY) == []
    posting(company, at=SLOT + 2 * DAY)
    match_all(SLOT + 2 * DAY)
    assert len(build_all(SLOT + 3 * DAY)) == 1


def test_pausing_twice_keeps_the_first_moment() -> None:
    reader = subscriber()
    pause(reader, NOW)
    pause(reader, NOW + DAY)
    assert reader.paused_at == NOW


def test_a_match_that_slipped_in_while_pausing_is_settled_at_the_next_slot() -> None:
    reader = subscriber()
    search(reader)
    waiting_match(reader)
    Subscriber.objects.filter(pk=reader.pk).update(paused_at=NOW)
    assert build_all() == []
    assert reasons(reader) == [Settled.PAUSED]


def test_changing_the_hour_moves_the_next_digest() -> None:
    reader = subscriber()
    search(reader)
    change_rhythm(reader, time_zone="Asia/Tokyo", hour=18, weekly_day=0, at=NOW)
    assert next_digest_at(reader) == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    reader.refresh_from_db()
    assert (reader.time_zone, reader.delivery_hour, reader.weekly_day) == ("Asia/Tokyo", 18, 0)


def test_a_later_hour_on_a_day_that_had_its_mail_means_tomorrow() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    waiting_match(reader)
    assert len(build_all()) == 1
    change_rhythm(reader, time_zone="UTC", hour=20, weekly_day=2, at=SLOT + HOUR)
    assert next_digest_at(reader) == datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
    posting(company, at=SLOT + HOUR)
    match_all(SLOT + HOUR)
    assert build_all(SLOT + 14 * HOUR) == []
    assert len(build_all(SLOT + 2 * DAY)) == 1


def test_a_digest_that_is_due_is_not_put_off_by_a_change() -> None:
    reader = subscriber()
    search(reader)
    waiting_match(reader)
    rename(search(reader, Criteria(text="sql"), name="SQL", at=SLOT + MINUTE), "Databases")
    assert next_digest_at(reader) == SLOT
    assert len(build_all(SLOT + MINUTE)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_search_saved_at_the_same_time_is_saved_once() -> None:
    reader = subscriber()
    saved = run_together(*[lambda: save_search(reader, PYTHON, "Python", Frequency.DAILY, NOW)] * 4)
    assert {type(one) for one in saved} == {SavedSearch}
    assert SavedSearch.objects.count() == DigestSchedule.objects.count() == 1
