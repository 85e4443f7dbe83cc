"""A digest for each slot: what is in it, why, and that nothing is told twice or lost."""

import zlib
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection

from ingest.models import Posting
from notifications import digests, work
from notifications.digests import build_page
from notifications.models import Delivery, Digest, DigestSchedule, Match, StoredMail, Subscriber, Told
from notifications.models.delivery import State
from notifications.models.digest import SlotKind
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.saving import change_frequency, follow
from search.criteria import Criteria
from tests import sample_rows
from tests.notifications.mail_rows import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SLOT,
    build_all,
    close,
    match_all,
    next_digest_at,
    posting,
    reasons,
    search,
    subscriber,
    titles_in,
)

pytestmark = pytest.mark.django_db

SQL = Criteria(text="sql")


def test_what_matched_is_in_the_digest_of_the_slot_and_ready_to_be_sent() -> None:
    reader = subscriber()
    saved = search(reader)
    found = posting(sample_rows.company())
    match_all()
    assert build_all(SLOT - MINUTE) == []
    (digest,) = build_all()
    assert (digest.kind, digest.slot_date, digest.built_at) == (SlotKind.SCHEDULED, date(2026, 11, 18), SLOT)
    item = digest.items.get()
    assert (item.posting, item.saved_search, item.why) == (found, saved, "Your search “Python”")
    delivery = Delivery.objects.get(pk=digest.pk)
    assert (delivery.state, delivery.retry_at, delivery.urgent) == (State.READY, SLOT, False)
    assert Told.objects.get().digest == digest
    assert reasons(reader) == [Settled.MAILED]
    assert next_digest_at(reader) == SLOT + DAY
    stored = StoredMail.objects.get(digest_id=digest.pk)
    assert digest.message_id.encode() in zlib.decompress(stored.message)


def test_without_news_there_is_no_digest_and_the_slot_moves_on() -> None:
    reader = subscriber()
    search(reader)
    assert build_all() == []
    assert next_digest_at(reader) == SLOT + DAY


def test_what_matched_after_the_slot_waits_for_the_next() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    posting(company, "Python early")
    match_all(SLOT)
    posting(company, "Python late", at=SLOT)
    match_all(SLOT + timedelta(seconds=1))
    assert [titles_in(digest) for digest in build_all(SLOT + MINUTE)] == [["Python early"]]
    assert [titles_in(digest) for digest in build_all(SLOT + DAY)] == [["Python late"]]


def test_a_posting_that_several_searches_match_is_told_once_by_the_earliest_due() -> None:
    reader, company = subscriber(), sample_rows.company("Aldersea")
    search(reader, SQL, name="SQL", frequency=Frequency.WEEKLY)
    daily = search(reader, name="Python")
    follow(reader, company, NOW)
    posting(company)
    match_all()
    (digest,) = build_all()
    item = digest.items.get()
    assert (item.saved_search, item.why) == (daily, "Your search “Python” (and 2 more of your searches)")
    assert sorted(reasons(reader)) == [Settled.JOINED, Settled.JOINED, Settled.MAILED]


def test_what_a_daily_digest_told_is_not_told_again_by_the_weekly_one() -> None:
    reader = subscriber(weekly_day=4)
    search(reader, name="Python")
    search(reader, SQL, name="SQL", frequency=Frequency.WEEKLY)
    posting(sample_rows.company())
    match_all()
    assert len(build_all()) == 1
    assert sorted(reasons(reader)) == ["", Settled.MAILED]
    assert build_all(SLOT + 2 * DAY) == []
    assert sorted(reasons(reader)) == [Settled.MAILED, Settled.TOLD_BEFORE]


def test_a_due_weekly_search_joins_that_days_mail() -> None:
    reader, company = subscriber(weekly_day=3), sample_rows.company()
    search(reader, name="Python")
    search(reader, Criteria(text="welder"), name="Welding", frequency=Frequency.WEEKLY)
    posting(company, "Python developer")
    posting(company, "Welder")
    match_all()
    (wednesday,) = build_all()
    assert titles_in(wednesday) == ["Python developer"]
    posting(company, "Python tester", at=SLOT)
    match_all(SLOT + HOUR)
    (thursday,) = build_all(SLOT + DAY)
    assert titles_in(thursday) == ["Python tester", "Welder"]


def test_instant_mail_groups_what_matched_in_a_window() -> None:
    reader, company = subscriber(delivery_hour=20), sample_rows.company()
    search(reader, frequency=Frequency.INSTANT)
    for minute in (1, 4, 9):
        posting(company, f"Python {minute}", at=NOW + minute * MINUTE)
        match_all(NOW + minute * MINUTE)
    (digest,) = build_all(NOW + 10 * MINUTE)
    assert (digest.kind, digest.slot_window) == (SlotKind.INSTANT, 370)
    assert titles_in(digest) == ["Python 9", "Python 4", "Python 1"]
    assert Delivery.objects.get(pk=digest.pk).urgent is True
    assert next_digest_at(reader) is None
    posting(company, "Python 25", at=NOW + 25 * MINUTE)
    match_all(NOW + 25 * MINUTE)
    (second,) = build_all(NOW + 30 * MINUTE)
    assert titles_in(second) == ["Python 25"]


def test_instant_mail_leaves_what_waits_for_the_daily_digest() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader, name="Python")
    search(reader, Criteria(text="welder"), name="Welding", frequency=Frequency.INSTANT)
    posting(company, "Python developer")
    posting(company, "Welder")
    match_all(NOW + MINUTE)
    (instant,) = build_all(NOW + 10 * MINUTE)
    assert titles_in(instant) == ["Welder"]
    assert next_digest_at(reader) == SLOT
    (daily,) = build_all(SLOT)
    assert titles_in(daily) == ["Python developer"]


def test_days_without_a_builder_become_one_mail() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    for day in range(3):
        posting(company, f"Python {day}", at=NOW + day * DAY)
        match_all(NOW + day * DAY)
    (digest,) = build_all(SLOT + 2 * DAY + 3 * HOUR)
    assert titles_in(digest) == ["Python 2", "Python 1", "Python 0"]
    assert digest.slot_date == date(2026, 11, 20)
    assert next_digest_at(reader) == SLOT + 3 * DAY


def test_a_posting_that_closed_before_the_slot_is_left_out_with_that_reason() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    close(posting(company, "Python gone"))
    posting(company, "Python here")
    gone = Posting.objects.get(title="Python gone")
    Posting.objects.filter(pk=gone.pk).update(status="open", closed_at=None)
    match_all()
    close(gone)
    (digest,) = build_all()
    assert titles_in(digest) == ["Python here"]
    assert sorted(reasons(reader)) == [Settled.CLOSED, Settled.MAILED]
    assert not Told.objects.filter(posting=gone).exists()


def test_a_copy_is_told_as_its_canonical_posting_and_only_once() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    first = posting(company, "Python in Berlin")
    match_all()
    assert len(build_all()) == 1
    posting(company, "Python in Munich", at=SLOT, canonical=first)
    match_all(SLOT + HOUR)
    assert build_all(SLOT + DAY) == []
    assert reasons(reader) == [Settled.MAILED, Settled.TOLD_BEFORE]
    assert list(Told.objects.values_list("posting", flat=True)) == [first.pk]


def test_a_repost_is_shown_where_its_canonical_posting_closed_before_it_was_told() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    first = posting(company, "Python, first id")
    match_all()
    again = posting(company, "Python, second id", canonical=first, likeness=first.likeness)
    again.stage.matched_at = NOW
    again.stage.save()
    close(first)
    (digest,) = build_all()
    assert titles_in(digest) == ["Python, second id"]
    assert list(Told.objects.values_list("posting", flat=True)) == [first.pk]


def test_of_one_requisition_the_place_that_was_asked_for_is_shown() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader, Criteria(text="munich"), name="Munich")
    berlin = posting(company, "Python in Berlin")
    posting(company, "Python in Munich", canonical=berlin)
    match_all()
    (digest,) = build_all()
    assert titles_in(digest) == ["Python in Munich"]
    assert list(Told.objects.values_list("posting", flat=True)) == [berlin.pk]


def test_another_place_of_a_requisition_does_not_stand_in_for_the_one_that_closed() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader, Criteria(text="munich"), name="Munich")
    berlin = posting(company, "Python in Berlin")
    munich = posting(company, "Python in Munich", canonical=berlin)
    match_all()
    close(munich)
    assert build_all() == []
    assert reasons(reader) == [Settled.CLOSED]


def test_several_places_of_a_requisition_are_told_once() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    berlin = posting(company, "Python in Berlin")
    posting(company, "Python in Munich", canonical=berlin)
    match_all()
    (digest,) = build_all()
    assert titles_in(digest) == ["Python in Berlin"]
    assert digest.items.get().why == "Your search “Python”"
    assert reasons(reader) == [Settled.MAILED, Settled.JOINED]


def test_newer_postings_stand_before_older_ones_under_the_search_that_found_them() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader, Criteria(text="welder"), name="Welding")
    search(reader, name="Python")
    for title in ("Python A", "Welder A", "Python B", "Welder B"):
        posting(company, title)
    match_all()
    (digest,) = build_all()
    welding = [title for title in titles_in(digest) if title.startswith("Welder")]
    assert welding == ["Welder B", "Welder A"]
    assert titles_in(digest)[:2] == welding


def test_a_search_that_was_turned_off_is_not_mailed_whatever_waits_for_it() -> None:
    reader = subscriber()
    off = search(reader, name="Python")
    search(reader, Criteria(text="welder"), name="Welding")
    posting(sample_rows.company())
    match_all()
    change_frequency(off, Frequency.OFF, NOW)
    Match.objects.update(settled_at=None, reason="")
    assert build_all() == []
    assert reasons(reader) == [Settled.TURNED_OFF]


def test_nobody_without_a_confirmed_address_gets_a_digest() -> None:
    reader = subscriber()
    search(reader)
    posting(sample_rows.company())
    match_all()
    Subscriber.objects.update(confirmed_at=None)
    assert build_all() == []
    assert reasons(reader) == [Settled.NO_ADDRESS]


def test_what_does_not_fit_into_the_mail_is_in_the_digest_all_the_same(settings: LazySettings) -> None:
    settings.DIGEST_ITEMS = 3
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    for number in range(8):
        posting(company, f"Python {number}")
    match_all()
    (digest,) = build_all()
    assert digest.items.count() == Told.objects.count() == 8
    assert reasons(reader) == [Settled.MAILED] * 8
    message = zlib.decompress(StoredMail.objects.get(digest_id=digest.pk).message)
    assert message.count(b"* Python ") == 3
    assert b"and 5 more" in message


def test_a_slot_that_was_used_already_makes_no_second_digest_and_loses_nothing() -> None:
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    posting(company, "Python A")
    match_all()
    assert len(build_all()) == 1
    posting(company, "Python B", at=SLOT)
    match_all(SLOT)
    DigestSchedule.objects.update(next_digest_at=SLOT)
    assert build_all(SLOT + MINUTE) == []
    assert next_digest_at(reader) == SLOT + DAY
    assert [titles_in(digest) for digest in build_all(SLOT + DAY)] == [["Python B"]]


def test_one_subscribers_failure_costs_the_others_nothing(caplog: pytest.LogCaptureFixture) -> None:
    bad, good = subscriber("bad@example.org"), subscriber("good@example.org")
    for reader in (bad, good):
        search(reader)
    Subscriber.objects.filter(pk=bad.pk).update(email="bäd@example.org")
    posting(sample_rows.company())
    match_all()
    (digest,) = build_all()
    assert digest.subscriber == good
    schedule = DigestSchedule.objects.get(subscriber=bad)
    assert (schedule.failures, schedule.next_digest_at, schedule.retry_at) == (1, SLOT, SLOT + 2 * MINUTE)
    assert "SMTPUTF8" in schedule.failure
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "A digest could not be built"
    ]
    assert work.has_digests(SLOT + MINUTE) is False
    Subscriber.objects.filter(pk=bad.pk).update(email="well@example.org")
    assert [one.subscriber for one in build_all(SLOT + 2 * MINUTE)] == [bad]
    schedule.refresh_from_db()
    assert (schedule.failures, schedule.failure, schedule.retry_at) == (0, "", None)


def test_pages_of_subscribers_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "PAGE", 2)
    readers = [subscriber() for _number in range(5)]
    for reader in readers:
        search(reader)
    posting(sample_rows.company())
    match_all()
    assert build_page(0, SLOT) == readers[1].pk
    assert build_page(readers[1].pk, SLOT) == readers[3].pk
    assert build_page(readers[3].pk, SLOT) is None
    assert Digest.objects.count() == 5
    assert work.has_digests(SLOT) is False


def test_a_posting_that_comes_back_after_its_match_was_closed_is_told_then() -> None:
    reader = subscriber()
    search(reader)
    found = posting(sample_rows.company())
    match_all()
    close(found)
    assert build_all() == []
    later = NOW + 40 * DAY
    Posting.objects.update(status="open", closed_at=None, closed_reason="")
    found.stage.announced_at, found.stage.matched_at = later, None
    found.stage.save()
    match_all(later)
    assert [titles_in(digest) for digest in build_all(SLOT + 40 * DAY)] == [[found.title]]


def test_who_was_told_is_not_told_again_when_the_posting_comes_back() -> None:
    reader = subscriber()
    search(reader)
    found = posting(sample_rows.company())
    match_all()
    assert len(build_all()) == 1
    later = NOW + 40 * DAY
    found.stage.announced_at, found.stage.matched_at = later, None
    found.stage.save()
    search(reader, SQL, name="SQL", at=NOW + DAY)
    match_all(later)
    assert build_all(SLOT + 40 * DAY) == []
    assert reasons(reader) == [Settled.MAILED, Settled.TOLD_BEFORE]


def test_told_rows_lie_in_sixteen_partitions_by_subscriber() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'notifications_told'::regclass")
        assert cursor.fetchone() == (16,)
        cursor.execute("SELECT partstrat FROM pg_partitioned_table WHERE partrelid = 'notifications_told'::regclass")
        assert cursor.fetchone() == ("h",)
