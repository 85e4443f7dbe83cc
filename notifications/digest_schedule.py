"""When a subscriber's next digest is due.

Whoever decides something for a subscriber holds the row of his schedule: the builder, and every change of what he asked
for. Other rows of his are locked after it.
"""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Max

from notifications.models import Digest, DigestSchedule, Match, SavedSearch, Subscriber
from notifications.models.digest import SlotKind
from notifications.models.saved_search import Frequency
from notifications.slots import Rhythm, next_slot, window_end, zone_of


def locked_schedule(subscriber_id: int) -> DigestSchedule:
    """The subscriber's schedule, made if it is missing, and locked until the transaction ends."""
    DigestSchedule.objects.bulk_create([DigestSchedule(subscriber_id=subscriber_id)], ignore_conflicts=True)
    return DigestSchedule.objects.select_for_update().get(pk=subscriber_id)


def rhythm_of(subscriber: Subscriber) -> Rhythm:
    frequencies = set(SavedSearch.objects.filter(subscriber=subscriber).values_list("frequency", flat=True))
    return Rhythm(
        zone_of(subscriber.time_zone),
        subscriber.delivery_hour,
        subscriber.weekly_day,
        daily=Frequency.DAILY in frequencies,
        weekly=Frequency.WEEKLY in frequencies,
    )


def last_scheduled_day(subscriber_id: int) -> date | None:
    """The local date of the last scheduled digest: there is at most one a date."""
    scheduled = Digest.objects.filter(subscriber_id=subscriber_id, kind=SlotKind.SCHEDULED)
    last: date | None = scheduled.aggregate(last=Max("slot_date"))["last"]
    return last


def reschedule(schedule: DigestSchedule, subscriber: Subscriber, at: datetime) -> None:
    """Set the next moment, later than `at`. The schedule must be locked.

    Matches of instant searches wait for the end of their window; so do those of searches that were turned off while
    they were found, so that a builder comes and settles them.
    """
    scheduled = next_slot(rhythm_of(subscriber), at, last_day=last_scheduled_day(subscriber.pk))
    hurried = Match.objects.filter(
        subscriber=subscriber,
        settled_at__isnull=True,
        saved_search__frequency__in=[Frequency.INSTANT, Frequency.OFF],
    ).exists()
    moments = [scheduled, window_end(at, settings.INSTANT_WINDOW) if hurried else None]
    schedule.next_digest_at = min((moment for moment in moments if moment), default=None)
    schedule.retry_at, schedule.failures, schedule.failure = None, 0, ""
    schedule.save()


def reschedule_changed(schedule: DigestSchedule, subscriber: Subscriber, at: datetime) -> None:
    """The same after a change of what is asked for; a digest that is due already is left to the builder."""
    if schedule.next_digest_at is None or schedule.next_digest_at > at:
        reschedule(schedule, subscriber, at)
