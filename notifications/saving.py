"""What subscribers change: their searches, the companies that they follow, and when mail comes.

Each change is one transaction under the lock of the subscriber's schedule, moves his next digest where that matters,
and settles what nobody waits for any more.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from ingest.deadlocks import deadlocks_retried
from ingest.models import Company
from notifications.digest_schedule import locked_schedule, reschedule, reschedule_changed
from notifications.models import SavedSearch, Subscriber
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.settling import settle_waiting
from search.criteria import Criteria
from search.keep import keep

# The longest write transaction: what was announced before the search was saved may become visible only after it.
LONGEST_WRITE = timedelta(seconds=60)
LONGEST_NAME = 120


@deadlocks_retried
@transaction.atomic
def save_search(subscriber: Subscriber, criteria: Criteria, name: str, frequency: str, at: datetime) -> SavedSearch:
    """Keep the criteria for the subscriber, or change the name and frequency with which he keeps them already.

    Raises ValidationError when they ask for nothing: that would be every posting of the world.
    """
    if criteria.asks_nothing:
        raise ValidationError("Ask for something first: a word, a place, a company or a kind of work.", code="empty")
    schedule = locked_schedule(subscriber.pk)
    saved, is_new = SavedSearch.objects.get_or_create(
        subscriber=subscriber,
        criteria=keep(criteria),
        defaults={
            "name": name[:LONGEST_NAME],
            "frequency": frequency,
            "saved_at": at,
            "floor": at - LONGEST_WRITE,
        },
    )
    if not is_new:
        rename(saved, name)
        _change_frequency(saved, frequency, at)
    reschedule_changed(schedule, subscriber, at)
    return saved


def follow(subscriber: Subscriber, company: Company, at: datetime) -> SavedSearch:
    """Keep the search for all postings of a company. Following it already changes nothing."""
    criteria = _all_of(company)
    known = _kept(subscriber, criteria)
    if known and known.frequency != Frequency.OFF:
        return known
    return save_search(subscriber, criteria, company.name, Frequency.DAILY, at)


def unfollow(subscriber: Subscriber, company: Company) -> None:
    known = _kept(subscriber, _all_of(company))
    if known:
        delete_search(known)


def rename(saved: SavedSearch, name: str) -> None:
    saved.name = name[:LONGEST_NAME]
    saved.save(update_fields=["name"])


@deadlocks_retried
@transaction.atomic
def change_frequency(saved: SavedSearch, frequency: str, at: datetime) -> None:
    """A search that is turned off settles what waits; one that is turned on again tells nothing of the time between."""
    schedule = locked_schedule(saved.subscriber_id)
    _change_frequency(saved, frequency, at)
    reschedule_changed(schedule, saved.subscriber, at)


@deadlocks_retried
@transaction.atomic
def delete_search(saved: SavedSearch) -> None:
    """Its matches go with it; what it told stays told. The schedule stays: the builder finds out that less is asked."""
    locked_schedule(saved.subscriber_id)
    for locked in SavedSearch.objects.select_for_update().filter(pk=saved.pk):
        locked.delete()


@deadlocks_retried
@transaction.atomic
def pause(subscriber: Subscriber, at: datetime) -> None:
    """No mail from now on; what waits is settled. Pausing twice changes nothing."""
    locked_schedule(subscriber.pk)
    if Subscriber.objects.filter(pk=subscriber.pk, paused_at__isnull=True).update(paused_at=at):
        settle_waiting(subscriber.pk, Settled.PAUSED, at)
    subscriber.refresh_from_db(fields=["paused_at"])


@deadlocks_retried
@transaction.atomic
def resume(subscriber: Subscriber, at: datetime) -> None:
    """Mail again, without what was found in the meantime."""
    schedule = locked_schedule(subscriber.pk)
    if Subscriber.objects.filter(pk=subscriber.pk, paused_at__isnull=False).update(paused_at=None):
        settle_waiting(subscriber.pk, Settled.PAUSED, at)
        SavedSearch.objects.filter(subscriber=subscriber).update(floor=at - LONGEST_WRITE)
        reschedule(schedule, subscriber, at)
    subscriber.refresh_from_db(fields=["paused_at"])


@deadlocks_retried
@transaction.atomic
def change_rhythm(subscriber: Subscriber, *, time_zone: str, hour: int, weekly_day: int, at: datetime) -> None:
    """When mail comes: from the next slot on, and never twice on one local date."""
    schedule = locked_schedule(subscriber.pk)
    subscriber.time_zone, subscriber.delivery_hour, subscriber.weekly_day = time_zone, hour, weekly_day
    subscriber.save(update_fields=["time_zone", "delivery_hour", "weekly_day"])
    reschedule_changed(schedule, subscriber, at)


def _change_frequency(saved: SavedSearch, frequency: str, at: datetime) -> None:
    # A matcher holds the search's row while it inserts matches: what it found is seen below.
    locked = SavedSearch.objects.select_for_update().get(pk=saved.pk)
    if locked.frequency == Frequency.OFF != frequency:
        locked.floor = at - LONGEST_WRITE
    locked.frequency = frequency
    locked.save(update_fields=["frequency", "floor"])
    saved.frequency, saved.floor = locked.frequency, locked.floor
    if frequency == Frequency.OFF:
        settle_waiting(saved.subscriber_id, Settled.TURNED_OFF, at, saved_search_id=saved.pk)


def _all_of(company: Company) -> Criteria:
    return Criteria(companies=(company.slug,))


def _kept(subscriber: Subscriber, criteria: Criteria) -> SavedSearch | None:
    return SavedSearch.objects.filter(subscriber=subscriber, criteria__query_string=criteria.to_query()).first()
