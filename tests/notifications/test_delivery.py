"""One mail a digest, whatever dies, hangs or answers late."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction

from notifications import attempts, delivery, mail_queue, work
from notifications.attempts import Attempt, back_off, begin_handover, claim, finish, put_back
from notifications.delivery import deliver, repair_attempts
from notifications.models import Delivery, Digest, Match, StoredMail, Subscriber, Suppression, Told
from notifications.models.delivery import State
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.models.suppression import SuppressionReason
from notifications.saving import change_frequency, delete_search, pause
from notifications.smtp import Outcome
from notifications.suppressing import suppress
from search.criteria import Criteria
from tests import sample_rows
from tests.notifications.concurrency import run_together
from tests.notifications.mail_rows import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SLOT,
    build_all,
    lapse_lease,
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


def claimed(digest: Digest) -> Attempt:
    attempt = claim(digest.pk, SLOT)
    assert attempt is not None
    return attempt


def test_a_ready_digest_is_sent_once_and_settled_with_the_servers_answer(mailbox: Mailbox) -> None:
    digest = ready_digest("ada@example.org")
    assert deliver(digest.pk, SLOT) is Outcome.TAKEN
    sent = row(digest)
    assert (sent.state, sent.answer, sent.settled_at) == (State.SENT, "250 2.0.0 taken", SLOT)
    assert (sent.attempts, sent.lease_until) == (1, None)
    (message,) = mailbox.messages
    assert (message["To"], message["Message-ID"]) == ("ada@example.org", digest.message_id)
    assert deliver(digest.pk, SLOT + DAY) is None
    assert len(mailbox.messages) == 1


def test_the_bytes_that_were_stored_are_the_bytes_that_are_sent(mailbox: Mailbox) -> None:
    digest = ready_digest()
    Subscriber.objects.update(time_zone="Asia/Tokyo")
    digest.items.update(why="changed afterwards")
    stored = attempts._stored_message(digest)
    deliver(digest.pk, SLOT)
    assert mailbox.handler.taken == [stored]


@pytest.mark.parametrize("turn", range(3))
def test_the_same_message_to_many_workers_at_the_same_moment_is_one_mail(mailbox: Mailbox, turn: int) -> None:
    digest = ready_digest()
    outcomes = run_together(*[lambda: deliver(digest.pk, SLOT + turn * MINUTE)] * 6)
    assert sorted(str(outcome) for outcome in outcomes) == ["None"] * 5 + ["Outcome.TAKEN"]
    assert len(mailbox.messages) == 1


def test_a_digest_is_not_tried_before_its_time(mailbox: Mailbox) -> None:
    digest = ready_digest()
    assert deliver(digest.pk, SLOT - MINUTE) is None
    assert mailbox.handler.conversations == 0


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_temporary_refusal_is_tried_again_after_a_while(mailbox: Mailbox, verb: str) -> None:
    digest = ready_digest()
    mailbox.reply(verb, "451 4.7.1 greylisted")
    assert deliver(digest.pk, SLOT) is Outcome.LATER
    waits = row(digest)
    assert (waits.state, waits.answer, waits.attempt_token) == (State.READY, "451 4.7.1 greylisted", None)
    assert timedelta(seconds=30) <= waits.retry_at - SLOT <= MINUTE
    mailbox.behave()
    assert deliver(digest.pk, SLOT) is None
    assert deliver(digest.pk, SLOT + MINUTE) is Outcome.TAKEN
    assert row(digest).attempts == 2
    assert len(mailbox.messages) == 1


def test_each_attempt_waits_longer_up_to_two_hours() -> None:
    longest = [max(back_off(number) for _try in range(50)) for number in range(1, 14)]
    shortest = [min(back_off(number) for _try in range(50)) for number in range(1, 14)]
    assert longest[0] <= MINUTE < longest[2] <= 4 * MINUTE
    assert longest[-1] <= 2 * HOUR
    assert shortest[-1] >= HOUR


@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
def test_a_final_refusal_is_final(mailbox: Mailbox, verb: str) -> None:
    digest = ready_digest()
    mailbox.reply(verb, "550 5.7.1 policy")
    assert deliver(digest.pk, SLOT) is Outcome.REFUSED
    assert (row(digest).state, row(digest).settled_at) == (State.REFUSED, SLOT)
    assert not Suppression.objects.exists()
    mailbox.behave()
    assert deliver(digest.pk, SLOT + HOUR) is None
    assert mailbox.messages == []


def test_an_address_that_does_not_exist_gets_no_more_mail(mailbox: Mailbox) -> None:
    digest = ready_digest("gone@example.org")
    mailbox.reply("RCPT", "550 5.1.1 no such user")
    deliver(digest.pk, SLOT)
    suppressed = Suppression.objects.get()
    assert (suppressed.address, suppressed.reason) == ("gone@example.org", SuppressionReason.BOUNCE)
    assert suppressed.detail == "550 5.1.1 no such user"
    mailbox.behave()
    posting(sample_rows.company(), at=SLOT)
    match_all(SLOT + HOUR)
    (next_digest,) = build_all(SLOT + DAY)
    assert deliver(next_digest.pk, SLOT + DAY) is None
    assert state_of(next_digest) == State.CANCELLED
    assert mailbox.messages == []


def test_suppressing_an_address_twice_keeps_the_first_reason() -> None:
    suppress("ada@example.org", SuppressionReason.COMPLAINT, "spam", NOW)
    suppress("ADA@example.org", SuppressionReason.MANUAL, "", NOW + DAY)
    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINT


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "before 354"])
def test_a_server_that_is_cut_before_the_message_leaves_the_digest_ready(mailbox: Mailbox, verb: str) -> None:
    digest = ready_digest()
    mailbox.misbehave(cut_at=verb)
    assert deliver(digest.pk, SLOT) is Outcome.LATER
    assert state_of(digest) == State.READY
    mailbox.behave()
    assert deliver(digest.pk, SLOT + MINUTE) is Outcome.TAKEN
    assert len(mailbox.messages) == 1


def test_a_server_that_accepts_and_is_cut_leaves_the_digest_unknown_and_never_sent_again(mailbox: Mailbox) -> None:
    digest = ready_digest()
    mailbox.misbehave(cut_at="DATA")
    assert deliver(digest.pk, SLOT) is Outcome.LOST
    assert (row(digest).state, row(digest).settled_at) == (State.UNKNOWN, SLOT)
    mailbox.behave()
    repair_attempts(SLOT + HOUR)
    assert mail_queue.reserve(SLOT + HOUR) == []
    assert deliver(digest.pk, SLOT + DAY) is None
    assert len(mailbox.messages) == 1


def test_a_server_that_is_silent_after_the_message_leaves_the_digest_unknown(
    mailbox: Mailbox, settings: LazySettings
) -> None:
    settings.MAIL_ANSWER_SECONDS = 0.3
    digest = ready_digest()
    mailbox.misbehave(silent_at="DATA", seconds=2)
    assert deliver(digest.pk, SLOT) is Outcome.LOST
    assert state_of(digest) == State.UNKNOWN


def test_a_mail_server_that_is_away_leaves_everything_ready(mailbox: Mailbox, settings: LazySettings) -> None:
    digest = ready_digest()
    settings.MAIL_SERVER = type(mailbox.server)("127.0.0.1", 1, "", "", starttls=False, tls=False)
    assert deliver(digest.pk, SLOT) is Outcome.LATER
    assert "refused" in row(digest).answer


def test_no_transaction_is_open_while_the_mail_server_is_talked_to(mailbox: Mailbox) -> None:
    digest = ready_digest()
    mailbox.misbehave(silent_at="RCPT", seconds=0.7)
    worker = threading.Thread(target=run_together, args=[lambda: deliver(digest.pk, SLOT)])
    worker.start()
    seen = []
    while worker.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND state LIKE 'idle in transaction%%' AND clock_timestamp() - xact_start > interval '0.2 s'
                """
            )
            seen.append(cursor.fetchone()[0])
        worker.join(0.05)
    assert set(seen) == {0}
    assert state_of(digest) == State.SENT
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        claim(digest.pk, SLOT)


# A worker dies between any two steps.


def test_a_worker_that_dies_after_its_claim_loses_nothing(mailbox: Mailbox) -> None:
    digest = ready_digest()
    claimed(digest)
    assert deliver(digest.pk, SLOT) is None
    assert repair_attempts(SLOT) == {}
    lapse_lease(digest)
    assert work.has_mail(SLOT) is True
    assert repair_attempts(SLOT) == {digest.pk: State.READY}
    assert deliver(digest.pk, SLOT) is Outcome.TAKEN
    assert len(mailbox.messages) == 1


def test_a_worker_that_dies_while_handing_over_leaves_the_digest_unknown(mailbox: Mailbox) -> None:
    digest = ready_digest()
    assert begin_handover(claimed(digest)) is True
    lapse_lease(digest)
    assert repair_attempts(SLOT + MINUTE) == {digest.pk: State.UNKNOWN}
    assert (row(digest).settled_at, "lost" in row(digest).answer) == (SLOT + MINUTE, True)
    assert deliver(digest.pk, SLOT + HOUR) is None
    assert mailbox.messages == []


def test_a_worker_that_comes_back_from_the_dead_hands_nothing_over(mailbox: Mailbox) -> None:
    digest = ready_digest()
    slow = claimed(digest)
    lapse_lease(digest)
    repair_attempts(SLOT)
    assert deliver(digest.pk, SLOT) is Outcome.TAKEN
    assert begin_handover(slow) is False
    assert put_back(slow, "451 later", SLOT) is False
    assert finish(slow, State.REFUSED, "550 no", SLOT) is False
    assert state_of(digest) == State.SENT
    assert len(mailbox.messages) == 1


def test_a_worker_whose_claim_was_taken_over_in_the_middle_sends_nothing(mailbox: Mailbox) -> None:
    digest = ready_digest()
    mailbox.misbehave(silent_at="RCPT", seconds=0.6)
    results: list[Any] = []
    slow = threading.Thread(target=lambda: results.extend(run_together(lambda: deliver(digest.pk, SLOT))))
    slow.start()
    while state_of(digest) != State.CLAIMED:
        slow.join(0.02)
    lapse_lease(digest)
    repair_attempts(SLOT)
    mailbox.behave()
    assert deliver(digest.pk, SLOT) is Outcome.TAKEN
    slow.join(10)
    assert results == [Outcome.WITHDRAWN]
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(
    ("answer", "state"), [(State.SENT, State.SENT), (State.REFUSED, State.REFUSED), (None, State.READY)]
)
def test_a_late_answer_settles_what_was_unknown(answer: State | None, state: State) -> None:
    digest = ready_digest()
    attempt = claimed(digest)
    begin_handover(attempt)
    lapse_lease(digest)
    repair_attempts(SLOT)
    if answer:
        assert finish(attempt, answer, "the late answer", SLOT + HOUR) is True
    else:
        assert put_back(attempt, "the late answer", SLOT + HOUR) is True
    assert (row(digest).state, row(digest).answer) == (state, "the late answer")


def test_a_late_answer_to_another_attempt_settles_nothing() -> None:
    digest = ready_digest()
    attempt = claimed(digest)
    begin_handover(attempt)
    lapse_lease(digest)
    repair_attempts(SLOT)
    stranger = Attempt(digest.pk, uuid.uuid4(), 1, attempt.address, attempt.message)
    assert finish(stranger, State.SENT, "250 ok", SLOT) is False
    assert state_of(digest) == State.UNKNOWN


def test_two_sweeps_at_once_repair_an_attempt_once() -> None:
    digest = ready_digest()
    claimed(digest)
    lapse_lease(digest)
    repaired = run_together(*[lambda: repair_attempts(SLOT)] * 4)
    assert sorted(repaired, key=len) == [{}, {}, {}, {digest.pk: State.READY}]


def test_an_answer_is_recorded_although_the_database_hung_up_meanwhile(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PAUSES_WITHOUT_DATABASE", (0, 0))
    digest = ready_digest()
    mailbox.misbehave(silent_at="DATA", seconds=0.6)
    results: list[Any] = []
    worker = threading.Thread(target=lambda: results.extend(run_together(lambda: deliver(digest.pk, SLOT))))
    worker.start()
    while state_of(digest) != State.HANDING_OVER:
        worker.join(0.02)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.rowcount >= 1
    worker.join(10)
    assert results == [Outcome.TAKEN]
    assert state_of(digest) == State.SENT


# What became unwanted or too old between building and sending.


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


@pytest.mark.parametrize("state", [State.CLAIMED, State.HANDING_OVER, State.SENT])
def test_the_database_refuses_a_state_without_what_belongs_to_it(state: State) -> None:
    digest = ready_digest()
    with pytest.raises(IntegrityError, match=r"delivery_(in_hand_has_lease|settled_has_moment)"):
        Delivery.objects.filter(pk=digest.pk).update(state=state)
