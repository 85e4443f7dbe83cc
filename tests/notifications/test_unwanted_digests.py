"""What became unwanted or too old between building and sending is not sent, and says why."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from notifications.delivery import deliver
from notifications.models import Delivery, Digest, Match, StoredMail, Subscriber, Told
from notifications.models.delivery import State
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.models.suppression import SuppressionReason
from notifications.saving import change_frequency, delete_search, pause
from notifications.smtp import Outcome
from notifications.suppressing import suppress
from search.criteria import Criteria
from tests import sample_rows
from tests.notifications.mail_rows import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SLOT,
    build_all,
    match_all,
    next_digest_at,
    posting,
    ready_digest,
    reasons,
    search,
    state_of,
    subscriber,
    titles_in,
)
from tests.notifications.mail_server import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


def row(digest: Digest) -> Delivery:
    return Delivery.objects.get(pk=digest.pk)


def assert_cancelled(digest: Digest, mailbox: Mailbox, reason: str) -> None:
    assert deliver(digest.pk, SLOT) is None
    gone = row(digest)
    assert (gone.state, gone.settled_at) == (State.CANCELLED, SLOT)
    assert reason in gone.answer
    assert mailbox.handler.conversations == 0
    assert not Told.objects.exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"is_active": False}, "closed"), ({"confirmed_at": None}, "not confirmed"), ({"paused_at": NOW}, "paused")],
)
def test_who_wants_no_mail_any_more_gets_none(mailbox: Mailbox, change: dict[str, Any], reason: str) -> None:
    digest = ready_digest()
    Subscriber.objects.update(**change)
    assert_cancelled(digest, mailbox, reason)
    assert set(reasons(digest.subscriber)) == {Settled.CANCELLED}


def test_who_pauses_after_the_digest_was_built_does_not_get_it(mailbox: Mailbox) -> None:
    digest = ready_digest()
    pause(digest.subscriber, SLOT)
    assert_cancelled(digest, mailbox, "paused")


def test_a_suppressed_address_gets_none_however_it_is_written(mailbox: Mailbox) -> None:
    digest = ready_digest("ada@example.org")
    suppress("Ada@Example.ORG", SuppressionReason.COMPLAINT, "", NOW)
    assert_cancelled(digest, mailbox, "Complained")


@pytest.mark.parametrize("how", ["off", "deleted"])
def test_a_digest_whose_only_search_is_gone_is_cancelled(mailbox: Mailbox, how: str) -> None:
    digest = ready_digest()
    saved = digest.subscriber.saved_searches.get()
    change_frequency(saved, Frequency.OFF, SLOT) if how == "off" else delete_search(saved)
    assert_cancelled(digest, mailbox, "turned off or deleted")


def test_a_digest_with_one_search_left_is_sent(mailbox: Mailbox) -> None:
    reader, company = subscriber(), sample_rows.company()
    off = search(reader)
    search(reader, Criteria(text="welder"), name="Welding")
    posting(company, "Python developer")
    posting(company, "Welder")
    match_all()
    (digest,) = build_all()
    change_frequency(off, Frequency.OFF, SLOT)
    assert deliver(digest.pk, SLOT) is Outcome.TAKEN
    assert len(mailbox.messages) == 1


def test_what_is_too_old_is_not_sent_and_its_postings_come_with_the_next_digest(
    mailbox: Mailbox, settings: LazySettings
) -> None:
    settings.MAIL_LIFETIME = timedelta(hours=6)
    reader, company = subscriber(), sample_rows.company()
    search(reader)
    search(reader, Criteria(text="sql"), name="SQL")
    posting(company, "Python and SQL, early")
    match_all()
    (digest,) = build_all()
    mailbox.reply("RCPT", "450 busy")
    assert deliver(digest.pk, SLOT) is Outcome.LATER
    mailbox.behave()
    assert deliver(digest.pk, SLOT + 7 * HOUR) is None
    assert (state_of(digest), row(digest).answer) == (State.EXPIRED, "It is too old to send.")
    assert reasons(reader) == ["", ""]
    posting(company, "Python, late", at=SLOT + 7 * HOUR)
    match_all(SLOT + 7 * HOUR)
    (second,) = build_all(SLOT + DAY)
    assert titles_in(second) == ["Python, late", "Python and SQL, early"]
    assert deliver(second.pk, SLOT + DAY) is Outcome.TAKEN
    assert len(mailbox.messages) == 1
    assert Told.objects.filter(digest=second).count() == 2


def test_an_expired_instant_digest_comes_with_the_next_window(mailbox: Mailbox) -> None:
    reader = subscriber()
    search(reader, frequency=Frequency.INSTANT)
    posting(sample_rows.company())
    match_all()
    (digest,) = build_all(NOW + 10 * MINUTE)
    late = NOW + 2 * DAY
    assert deliver(digest.pk, late) is None
    assert next_digest_at(reader) == late + 10 * MINUTE
    (again,) = build_all(late + 10 * MINUTE)
    assert deliver(again.pk, late + 10 * MINUTE) is Outcome.TAKEN
    assert len(mailbox.messages) == 1


def test_who_changed_his_address_gets_it_there_with_the_next_digest(mailbox: Mailbox) -> None:
    digest = ready_digest("old@example.org")
    Subscriber.objects.update(email="new@example.org")
    assert deliver(digest.pk, SLOT) is None
    assert (state_of(digest), "address was changed" in row(digest).answer) == (State.EXPIRED, True)
    (again,) = build_all(SLOT + DAY)
    assert deliver(again.pk, SLOT + DAY) is Outcome.TAKEN
    assert mailbox.handler.recipients == ["new@example.org"]


def test_a_digest_whose_stored_mail_is_gone_expires_and_is_built_again(mailbox: Mailbox) -> None:
    digest = ready_digest()
    StoredMail.objects.all().delete()
    assert deliver(digest.pk, SLOT) is None
    assert state_of(digest) == State.EXPIRED
    assert len(build_all(SLOT + DAY)) == 1
    assert Match.objects.get().reason == Settled.MAILED
    assert mailbox.messages == []
