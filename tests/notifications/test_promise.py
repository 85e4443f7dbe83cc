"""The nightly check finds every kind of broken promise, and nothing where it is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from notifications import promise
from notifications.attempts import claim
from notifications.delivery import deliver
from notifications.models import Delivery, DigestItem, DigestSchedule, Match, Subscriber, Told
from notifications.models.delivery import State
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.promise import check_promise, violations
from notifications.saving import follow, pause
from tests import sample_rows
from tests.notifications.mail_rows import (
    DAY,
    HOUR,
    NOW,
    SLOT,
    build_all,
    close,
    match_all,
    posting,
    ready_digest,
    search,
    subscriber,
)
from tests.notifications.mail_server import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(at: datetime = SLOT + HOUR) -> list[str]:
    return [violation.what for violation in violations(at)]


def test_an_eventful_week_keeps_the_promise(mailbox: Mailbox) -> None:
    company = sample_rows.company()
    readers = [subscriber(weekly_day=number % 7, delivery_hour=number % 24) for number in range(8)]
    for number, reader in enumerate(readers):
        search(reader, frequency=[Frequency.INSTANT, Frequency.DAILY, Frequency.WEEKLY][number % 3])
        follow(reader, company, NOW)
    for day in range(7):
        at = NOW + day * DAY
        fresh = [posting(company, f"Python {day} {number}", at=at) for number in range(3)]
        match_all(at)
        close(fresh[0], at)
        if day == 3:
            pause(readers[0], at)
            mailbox.reply("RCPT", "451 busy")
        if day == 5:
            mailbox.behave()
        for hour in range(0, 24, 3):
            for digest in build_all(at + hour * HOUR):
                deliver(digest.pk, at + hour * HOUR)
            for ready in Delivery.objects.filter(state=State.READY, retry_at__lte=at + hour * HOUR):
                deliver(ready.pk, at + hour * HOUR)
        assert kinds(at + DAY) == []
    mails = [(str(message["To"]), str(message["Message-ID"])) for message in mailbox.messages]
    assert len(mails) == len(set(mails)) > 20
    assert {Settled.MAILED, Settled.JOINED, Settled.TOLD_BEFORE, Settled.CLOSED, Settled.PAUSED} <= set(
        Match.objects.values_list("reason", flat=True)
    )


def _told_twice() -> None:
    first = ready_digest()
    posting(sample_rows.company(), at=SLOT)
    match_all(SLOT)
    (second,) = build_all(SLOT + DAY)
    DigestItem.objects.create(digest=second, posting=first.items.get().posting, why="again")


def _waits_for_nothing() -> None:
    search(subscriber())
    posting(sample_rows.company())
    match_all()
    DigestSchedule.objects.update(next_digest_at=None)


def _overdue() -> None:
    search(subscriber())
    posting(sample_rows.company())
    match_all()
    DigestSchedule.objects.update(next_digest_at=NOW - DAY)


def _not_told() -> None:
    ready_digest()
    Told.objects.all().delete()


def _told_elsewhere() -> None:
    digest = ready_digest()
    other = ready_digest()
    Told.objects.filter(digest=digest).update(digest=other)


def _told_by_a_cancelled_one() -> None:
    digest = ready_digest()
    Delivery.objects.filter(pk=digest.pk).update(state=State.CANCELLED, settled_at=SLOT)


def _without_delivery() -> None:
    ready_digest()
    Delivery.objects.all().delete()


def _never_matched() -> None:
    posting(sample_rows.company(), at=NOW - DAY)


@pytest.mark.parametrize(
    ("breaks", "found"),
    [
        (_told_twice, ["told twice"]),
        (_waits_for_nothing, ["waits for nothing"]),
        (_overdue, ["waits for nothing"]),
        (_not_told, ["mailed but not told", "in a digest but not told"]),
        (_told_elsewhere, ["told but not in its digest"]),
        (_told_by_a_cancelled_one, ["told but not in its digest"]),
        (_without_delivery, ["without delivery"]),
        (_never_matched, ["never matched"]),
    ],
)
def test_each_way_to_break_it_is_found(breaks: Callable[[], None], found: list[str]) -> None:
    breaks()
    later = SLOT + (DAY if breaks is _told_twice else timedelta(0)) + HOUR
    assert kinds(later) == found


@pytest.mark.parametrize("state", [State.READY, State.CLAIMED])
def test_a_digest_that_nobody_sends_is_found(state: State) -> None:
    digest = ready_digest()
    if state == State.CLAIMED:
        claim(digest.pk, SLOT)
    assert kinds(SLOT + DAY) == []
    assert kinds(SLOT + 2 * DAY) == ["neither sent nor settled"]


def test_an_unknown_digest_is_no_broken_promise() -> None:
    digest = ready_digest()
    Delivery.objects.filter(pk=digest.pk).update(state=State.UNKNOWN, settled_at=SLOT)
    assert kinds(SLOT + 3 * DAY) == []


def test_what_is_found_is_logged_with_its_rows_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    _waits_for_nothing()
    assert check_promise(SLOT) == 1
    (record,) = (record for record in caplog.records if record.levelname == "ERROR")
    assert record.getMessage() == "The promise is broken"
    assert (record.__dict__["what"], record.__dict__["count"]) == ("waits for nothing", 1)
    assert f"'subscriber_id': {Subscriber.objects.get().pk}" in record.__dict__["rows"]


def test_the_database_itself_refuses_to_tell_twice() -> None:
    digest = ready_digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_told (subscriber_id, posting_id, digest_id, told_at)"
            " SELECT subscriber_id, posting_id, digest_id, told_at FROM notifications_told ON CONFLICT DO NOTHING"
        )
        assert cursor.rowcount == 0
    assert Told.objects.filter(digest=digest).count() == 1


def test_every_query_runs_on_an_empty_database() -> None:
    assert violations(NOW) == []
    assert len(promise.QUERIES) == 8
