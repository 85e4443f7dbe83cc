"""The digest stage: subscribers whose slot has come, each in a transaction of his own.

1. Lock his schedule and look again whether something is due: another builder may have been here.
2. Read the matches that wait for this slot, and lock them.
3. Write the digest and a told-row for each posting that was not told before; the unique told-row decides, no look-up.
4. Settle every match that was read, with the reason.
5. Store the message with its Message-ID, and the delivery as ready.
6. Move the schedule to the next slot, also when there was nothing to tell.

A digest holds all that is due. Its mail shows the first DIGEST_ITEMS of them and links to a page with all.
"""

import logging
import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr
from zlib import compress

from django.conf import settings
from django.db import connection, transaction

from ingest.deadlocks import deadlocks_retried
from notifications.choosing import Choice, Due, choose, due_at, open_postings, read_waiting, settled_by
from notifications.digest_schedule import last_scheduled_day, reschedule, rhythm_of
from notifications.message import compose
from notifications.models import Delivery, Digest, DigestItem, DigestSchedule, SavedSearch, StoredMail, Subscriber
from notifications.models.digest import SlotKind
from notifications.models.match import Settled
from notifications.settling import settle, settle_waiting
from notifications.why import why

log = logging.getLogger(__name__)

PAGE = 100
LONGEST_BACK_OFF = timedelta(hours=1)


def build_page(after_id: int, at: datetime) -> int | None:
    """Build what is due for one page of subscribers. Returns the id after which to go on, None at the end."""
    subscriber_ids = due_subscribers(after_id, at)
    built = failed = 0
    for subscriber_id in subscriber_ids:
        try:
            built += build_digest(subscriber_id, at) is not None
        except Exception as error:  # One subscriber's failure must not cost the others their mail.
            log.exception("A digest could not be built", extra={"subscriber_id": subscriber_id})
            _note_failure(subscriber_id, error, at)
            failed += 1
    if subscriber_ids:
        counts = {"subscribers": len(subscriber_ids), "digests": built, "failures": failed}
        log.info("Digests were built", extra=counts)
    return subscriber_ids[-1] if len(subscriber_ids) == PAGE else None


@deadlocks_retried
@transaction.atomic
def build_digest(subscriber_id: int, at: datetime) -> Digest | None:
    """Build what is due for one subscriber. None: nothing was due, nothing new, or another builder is at it."""
    schedule = DigestSchedule.objects.select_for_update(skip_locked=True).filter(pk=subscriber_id).first()
    if schedule is None or schedule.next_digest_at is None or schedule.next_digest_at > at:
        return None
    subscriber = Subscriber.objects.get(pk=subscriber_id)
    unwanted = _unwanted(subscriber)
    if unwanted:
        settle_waiting(subscriber_id, unwanted, at)
        digest = None
    else:
        last_day = last_scheduled_day(subscriber_id)
        digest = _build(subscriber, due_at(rhythm_of(subscriber), schedule.next_digest_at, at, last_day=last_day), at)
    reschedule(schedule, subscriber, at)
    return digest


def _unwanted(subscriber: Subscriber) -> Settled | None:
    if not subscriber.is_active or subscriber.confirmed_at is None:
        return Settled.NO_ADDRESS
    return Settled.PAUSED if subscriber.paused_at else None


def _build(subscriber: Subscriber, due: Due, at: datetime) -> Digest | None:
    waiting = read_waiting(subscriber.pk, due)
    if not waiting:
        return None
    choice = choose(waiting, open_postings([match.posting_id for match in waiting]))
    digest = _new_digest(subscriber, due, at) if choice.candidates else None
    if choice.candidates and digest is None:
        log.warning("A slot was taken already; its matches wait for the next", extra={"subscriber_id": subscriber.pk})
        return None
    told = _tell(digest, choice, at) if digest else frozenset[int]()
    for reason, match_ids in settled_by(choice, told).items():
        settle(match_ids, reason, at)
    if digest is None:
        return None
    if not told:
        digest.delete()
        return None
    _store(digest, subscriber, _items(digest, choice, told), at)
    return digest


def _new_digest(subscriber: Subscriber, due: Due, at: datetime) -> Digest | None:
    """The slot's digest; None if there is one already, which a lost schedule could lead to."""
    _name, sender = parseaddr(settings.MAIL_FROM)
    message_id = f"<digest.{uuid.uuid4()}@{sender.rpartition('@')[2]}>"
    digest = Digest(
        subscriber=subscriber,
        kind=due.kind,
        slot_date=due.day,
        slot_window=due.window,
        built_at=at,
        message_id=message_id,
    )
    Digest.objects.bulk_create([digest], ignore_conflicts=True)
    return Digest.objects.filter(message_id=message_id).first()


def _tell(digest: Digest, choice: Choice, at: datetime) -> frozenset[int]:
    """The canonical ids that nobody told this subscriber before."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notifications_told (subscriber_id, posting_id, digest_id, told_at)
            SELECT %s, posting_id, %s, %s FROM unnest(%s::bigint[]) AS posting_id ORDER BY posting_id
            ON CONFLICT (subscriber_id, posting_id) DO NOTHING
            RETURNING posting_id
            """,
            [digest.subscriber_id, digest.pk, at, [candidate.canonical_id for candidate in choice.candidates]],
        )
        return frozenset(posting_id for (posting_id,) in cursor.fetchall())


def _items(digest: Digest, choice: Choice, told: frozenset[int]) -> list[DigestItem]:
    tellers = {candidate.teller.search_id for candidate in choice.candidates}
    searches = SavedSearch.objects.select_related("criteria").in_bulk(tellers)
    items = [
        DigestItem(
            digest=digest,
            posting_id=candidate.posting_id,
            saved_search=searches[candidate.teller.search_id],
            why=why(searches[candidate.teller.search_id], others=candidate.other_searches),
        )
        for candidate in choice.candidates
        if candidate.canonical_id in told
    ]
    return DigestItem.objects.bulk_create(items)


def _store(digest: Digest, subscriber: Subscriber, items: list[DigestItem], at: datetime) -> None:
    message = compose(digest, subscriber, items, most=settings.DIGEST_ITEMS)
    StoredMail.objects.create(digest_id=digest.pk, built_at=at, message=compress(message))
    Delivery.objects.create(digest=digest, retry_at=at, urgent=digest.kind == SlotKind.INSTANT)


def due_subscribers(after_id: int, at: datetime) -> list[int]:
    """One page of those for whom something is due, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT subscriber_id FROM notifications_digestschedule
            WHERE next_digest_at <= %s AND (retry_at IS NULL OR retry_at <= %s) AND subscriber_id > %s
            ORDER BY subscriber_id LIMIT %s
            """,
            [at, at, after_id, PAGE],
        )
        return [subscriber_id for (subscriber_id,) in cursor.fetchall()]


def _note_failure(subscriber_id: int, error: Exception, at: datetime) -> None:
    """Not again at once; staff see the reason at the schedule. His matches wait as they did."""
    with transaction.atomic():
        schedule = DigestSchedule.objects.select_for_update().get(pk=subscriber_id)
        schedule.failures += 1
        schedule.failure = f"{type(error).__name__}: {error}"[:500]
        schedule.retry_at = at + min(timedelta(minutes=2 ** min(schedule.failures, 10)), LONGEST_BACK_OFF)
        schedule.save()
