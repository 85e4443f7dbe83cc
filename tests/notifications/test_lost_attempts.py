"""A worker dies, hangs or comes back between any two steps of a delivery: never two mails, nothing lost."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection

from notifications import delivery, work
from notifications.attempts import Attempt, begin_handover, claim, finish, put_back
from notifications.delivery import deliver, repair_attempts
from notifications.models import Delivery, Digest
from notifications.models.delivery import State
from notifications.smtp import Outcome
from tests.notifications.concurrency import run_together
from tests.notifications.mail_rows import (
    HOUR,
    MINUTE,
    SLOT,
    lapse_lease,
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
