"""How ready digests become messages: bounded, instant mail first, and never lost when the broker is away."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.db import connection

from ingest.models import Stage
from notifications import mail_queue, work
from notifications.delivery import deliver
from notifications.mail_queue import dispatch, give_back, reserve, wake_when_low
from notifications.models import Delivery, Digest
from notifications.models.delivery import State
from notifications.models.saved_search import Frequency
from notifications.smtp import Outcome
from tests import sample_rows
from tests.notifications.concurrency import run_together
from tests.notifications.mail_rows import (
    HOUR,
    MINUTE,
    SLOT,
    build_all,
    match_all,
    posting,
    search,
    subscriber,
)
from tests.notifications.mail_server import Mailbox
from tests.notifications.queues import take

pytestmark = pytest.mark.django_db(transaction=True)


def ready(count: int, frequency: str = Frequency.DAILY) -> list[Digest]:
    for _number in range(count):
        search(subscriber(), frequency=frequency)
    posting(sample_rows.company())
    match_all()
    return build_all()


def queued(name: str) -> list[int]:
    """The digest ids in a queue's messages, taken out of it."""
    found = []
    while message := take(name):
        found.append(message[1][0])
    return found


def lapse_reservations() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_delivery SET reserved_until = clock_timestamp() - interval '1 s'")


def test_at_most_twice_the_slots_are_reserved(settings: LazySettings) -> None:
    settings.MAIL_SLOTS = 2
    ready(7)
    assert len(reserve(SLOT)) == 4
    assert reserve(SLOT) == []
    assert work.reserved_digests() == 4
    lapse_reservations()
    assert len(reserve(SLOT)) == 4


def test_instant_mail_goes_first_and_then_what_waits_longest(settings: LazySettings) -> None:
    settings.MAIL_SLOTS = 1
    daily = ready(3)
    Delivery.objects.filter(pk=daily[2].pk).update(retry_at=SLOT - HOUR)
    Delivery.objects.filter(pk=daily[1].pk).update(urgent=True)
    assert [one.digest_id for one in reserve(SLOT)] == [daily[1].pk, daily[2].pk]


def test_what_waits_for_another_try_is_not_reserved() -> None:
    (digest,) = ready(1)
    Delivery.objects.update(retry_at=SLOT + HOUR)
    assert reserve(SLOT) == []
    assert work.has_mail(SLOT) is False
    assert [one.digest_id for one in reserve(SLOT + HOUR)] == [digest.pk]


def test_four_dispatchers_at_once_reserve_each_digest_once_and_keep_the_bound(settings: LazySettings) -> None:
    settings.MAIL_SLOTS = 3
    ready(20)
    reserved = [one.digest_id for many in run_together(*[lambda: reserve(SLOT)] * 4) for one in many]
    assert len(reserved) == len(set(reserved)) == 6


def test_a_claim_ends_the_reservation(mailbox: Mailbox) -> None:
    (digest,) = ready(1)
    reserve(SLOT)
    assert (work.reserved_digests(), work.has_mail_in_hand()) == (1, True)
    assert deliver(digest.pk, SLOT) is Outcome.TAKEN
    assert (work.reserved_digests(), work.has_mail_in_hand()) == (0, False)
    assert len(mailbox.messages) == 1


def test_giving_back_touches_only_what_is_still_ready(mailbox: Mailbox) -> None:
    first, second = ready(2)
    reserve(SLOT)
    deliver(first.pk, SLOT)
    give_back([first.pk, second.pk])
    assert dict(Delivery.objects.values_list("pk", "state")) == {first.pk: State.SENT, second.pk: State.READY}
    assert [one.digest_id for one in reserve(SLOT)] == [second.pk]
    assert len(mailbox.messages) == 1


def test_messages_hold_ids_and_instant_mail_has_a_queue_of_its_own(rabbitmq: str) -> None:
    daily = ready(2)
    instant = ready(1, Frequency.INSTANT)
    assert dispatch(SLOT) == 3
    assert sorted(queued("mail")) == sorted(digest.pk for digest in daily)
    assert queued("urgent") == [digest.pk for digest in instant]
    assert dispatch(SLOT) == 0
    assert rabbitmq


def test_a_broker_that_is_away_costs_nothing_but_time(use_broker: Callable[[str], None]) -> None:
    ready(3)
    use_broker("amqp://guest:guest@127.0.0.1:1//")
    assert dispatch(SLOT) == 0
    assert work.reserved_digests() == 0
    assert len(reserve(SLOT)) == 3
    assert Stage.objects.filter(name="deliver_digest").get().publish_failures == 1


def test_the_dispatcher_is_woken_when_less_than_half_is_reserved_and_something_waits(
    rabbitmq: str, settings: LazySettings
) -> None:
    settings.MAIL_SLOTS = 2
    digests = ready(6)
    reserve(SLOT)
    wake_when_low(SLOT)
    assert not Stage.objects.filter(name="mail", queued_until__isnull=False).exists()
    Delivery.objects.filter(pk__in=[one.pk for one in digests[:3]]).update(
        state=State.SENT, settled_at=SLOT, reserved_until=None
    )
    wake_when_low(SLOT)
    assert Stage.objects.filter(name="mail", queued_until__isnull=False).exists()
    Stage.objects.update(queued_until=None)
    Delivery.objects.update(state=State.SENT, settled_at=SLOT, reserved_until=None)
    wake_when_low(SLOT + MINUTE)
    assert not Stage.objects.filter(name="mail", queued_until__isnull=False).exists()
    assert rabbitmq


def test_the_bound_is_a_setting(settings: LazySettings) -> None:
    settings.MAIL_SLOTS = 9
    assert mail_queue.bound() == 18
