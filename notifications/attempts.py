"""Attempts to deliver: who has a digest in hand, and what became of it. Each function is one short transaction.

Every change names the state that it expects and the attempt's token, so that of two who want the same digest one gets
it, and an attempt that lost its claim changes nothing.
"""

import random
import uuid
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from email.utils import parseaddr

from django.conf import settings
from django.db import connection, transaction

from ingest.deadlocks import deadlocks_retried
from notifications.addresses import ascii_address
from notifications.digest_schedule import locked_schedule, reschedule_changed
from notifications.models import Delivery, Digest, DigestItem, StoredMail, Subscriber, Suppression
from notifications.models.delivery import State
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.settling import take_back

FIRST_BACK_OFF = timedelta(minutes=1)
LONGEST_BACK_OFF = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claimed digest: who works on it is known by the token."""

    digest_id: int
    token: uuid.UUID
    number: int
    address: str
    message: bytes


CLAIM = """
    UPDATE notifications_delivery
    SET state = 'claimed', attempt_token = %(token)s, attempts = attempts + 1, reserved_until = NULL,
        lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
    WHERE digest_id = %(digest)s AND state = 'ready' AND retry_at <= %(at)s
"""


@deadlocks_retried
def claim(digest_id: int, at: datetime) -> Attempt | None:
    """Take a ready digest in hand. None: somebody else has it, it is not its time, or it is not wanted any more."""
    token = uuid.uuid4()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"token": token, "lease": settings.LEASE_SECONDS, "digest": digest_id, "at": at})
        if not cursor.rowcount:
            return None
        delivery = Delivery.objects.select_related("digest__subscriber").get(pk=digest_id)
        digest = delivery.digest
        unwanted = _why_unwanted(digest.subscriber, digest_id)
        if unwanted:
            _give_up(delivery, State.CANCELLED, unwanted, at)
            return None
        message = _stored_message(digest)
        outdated = _why_outdated(digest, message, at)
        if outdated:
            _give_up(delivery, State.EXPIRED, outdated, at)
            return None
    return Attempt(digest_id, token, delivery.attempts, ascii_address(digest.subscriber.email), message)


def _stored_message(digest: Digest) -> bytes:
    """Empty where it is kept no longer. The moment names its partition."""
    stored = StoredMail.objects.filter(digest_id=digest.pk, built_at=digest.built_at).first()
    return zlib.decompress(stored.message) if stored else b""


def _why_unwanted(subscriber: Subscriber, digest_id: int) -> str:
    """Why the subscriber wants this digest no more; empty if he does."""
    if not subscriber.is_active:
        return "The account is closed."
    if subscriber.confirmed_at is None:
        return "The address is not confirmed."
    if subscriber.paused_at is not None:
        return "Mail is paused."
    suppressed = Suppression.objects.filter(address__iexact=subscriber.email).first()
    if suppressed:
        return f"The address is suppressed: {suppressed.get_reason_display()}."
    wanted = DigestItem.objects.filter(digest_id=digest_id, saved_search__isnull=False)
    if not wanted.exclude(saved_search__frequency=Frequency.OFF).exists():
        return "All of its searches were turned off or deleted."
    return ""


def _why_outdated(digest: Digest, message: bytes, at: datetime) -> str:
    """Why it is not sent although he wants it; its postings wait for the next digest then. Empty: it is sent."""
    if at - digest.built_at > settings.MAIL_LIFETIME:
        return "It is too old to send."
    if not message:
        return "Its message is not kept any more."
    _name, recipient = parseaddr(BytesHeaderParser().parsebytes(message)["To"])
    return "" if recipient == ascii_address(digest.subscriber.email) else "The subscriber's address was changed."


def _give_up(delivery: Delivery, state: State, reason: str, at: datetime) -> None:
    """Cancelled: its matches are settled. Expired: they wait for the next digest."""
    subscriber = delivery.digest.subscriber
    schedule = locked_schedule(subscriber.pk)
    if state == State.CANCELLED:
        take_back(subscriber.pk, delivery.pk, reason=Settled.CANCELLED, settled_at=at)
    else:
        take_back(subscriber.pk, delivery.pk)
        reschedule_changed(schedule, subscriber, at)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state, answer=reason, settled_at=at, attempt_token=None, lease_until=None
    )


def begin_handover(attempt: Attempt) -> bool:
    """From here on the mail server may have it. False: the claim was lost, and nothing must be handed over."""
    lease = settings.MAIL_ANSWER_SECONDS + settings.LEASE_SECONDS
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_delivery
            SET state = 'handing_over', lease_until = clock_timestamp() + make_interval(secs => %s)
            WHERE digest_id = %s AND attempt_token = %s AND state = 'claimed'
            """,
            [lease, attempt.digest_id, attempt.token],
        )
        return bool(cursor.rowcount)


def put_back(attempt: Attempt, reason: str, at: datetime) -> bool:
    """It was not taken: ready again, after a while."""
    return _finish(
        attempt, State.READY, reason, settled_at=None, retry_at=at + back_off(attempt.number), attempt_token=None
    )


def finish(attempt: Attempt, state: State, answer: str, at: datetime) -> bool:
    """Settle the attempt. False: it was settled otherwise in the meantime."""
    return _finish(attempt, state, answer, settled_at=at)


def _finish(attempt: Attempt, state: State, answer: str, **changes: object) -> bool:
    in_hand = Delivery.objects.filter(
        pk=attempt.digest_id,
        attempt_token=attempt.token,
        state__in=[State.CLAIMED, State.HANDING_OVER, State.UNKNOWN],
    )
    with transaction.atomic(durable=True):
        return bool(in_hand.update(state=state, answer=answer, lease_until=None, **changes))


def back_off(attempts: int) -> timedelta:
    """Twice as long after each attempt, up to two hours, less up to a half of it by chance."""
    longest = min(FIRST_BACK_OFF * 2 ** min(attempts - 1, 10), LONGEST_BACK_OFF)
    share = random.uniform(0.5, 1)  # noqa: S311  Jitter needs no secret.
    return timedelta(seconds=longest.total_seconds() * share)
