"""One mail a digest, whatever dies, hangs or answers late."""

import threading
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction

from notifications import attempts, mail_queue
from notifications.attempts import Attempt, back_off, claim
from notifications.delivery import deliver, repair_attempts
from notifications.models import Delivery, Digest, Subscriber, Suppression
from notifications.models.delivery import State
from notifications.models.suppression import SuppressionReason
from notifications.smtp import Outcome
from notifications.suppressing import suppress
from tests import sample_rows
from tests.notifications.concurrency import run_together
from tests.notifications.mail_rows import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SLOT,
    build_all,
    match_all,
    posting,
    ready_digest,
    state_of,
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


@pytest.mark.parametrize("state", [State.CLAIMED, State.HANDING_OVER, State.SENT])
def test_the_database_refuses_a_state_without_what_belongs_to_it(state: State) -> None:
    digest = ready_digest()
    with pytest.raises(IntegrityError, match=r"delivery_(in_hand_has_lease|settled_has_moment)"):
        Delivery.objects.filter(pk=digest.pk).update(state=state)
