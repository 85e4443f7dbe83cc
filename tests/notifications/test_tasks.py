"""The tasks as messages: each stage wakes the next, twice and at the same time is once, odd messages still run."""

import pytest
from celery import current_app
from django.conf import LazySettings

from config.clock import clock
from config.routes import QUEUE_OF
from notifications import digests, matching
from notifications.models import Digest, Match
from notifications.models.saved_search import Frequency
from notifications.tasks import (
    build_digests,
    deliver_digest,
    deliver_instant_digest,
    dispatch_digests,
    match_postings,
)
from tests import sample_rows
from tests.notifications.concurrency import run_together
from tests.notifications.mail_rows import MINUTE, SLOT, posting, search, subscriber
from tests.notifications.mail_server import Mailbox
from tests.notifications.queues import take

pytestmark = pytest.mark.django_db(transaction=True)

QUEUES = ("match", "dispatch", "mail", "urgent")


@pytest.fixture(autouse=True)
def at_the_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: SLOT)


def work_off(*, times: int = 1) -> list[str]:
    """Run what lies in the queues, each message so often and all of them at the same time, until none is left."""
    ran = []
    while message := take(*QUEUES):
        task, arguments = current_app.tasks[message[0]], message[1]
        ran.append(message[0].rpartition(".")[2])
        assert run_together(*[lambda run=task, args=arguments: run(*args)] * times) == [None] * times
    return ran


def test_one_message_to_matching_becomes_the_mail_of_everybody(rabbitmq: str, mailbox: Mailbox) -> None:
    for number in range(3):
        search(subscriber(f"reader{number}@example.com"))
    posting(sample_rows.company())
    match_postings()
    ran = work_off()
    assert sorted(mailbox.handler.recipients) == [f"reader{number}@example.com" for number in range(3)]
    assert ran.count("deliver_digest") == 3
    assert {"match_postings", "build_digests", "dispatch_digests"} <= set(ran)
    assert rabbitmq


def test_every_message_twice_at_the_same_time_is_one_mail_each(
    rabbitmq: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = sample_rows.company()
    for number in range(6):
        search(subscriber(), frequency=Frequency.INSTANT if number % 2 else Frequency.DAILY)
    for _number in range(3):
        posting(company)
    run_together(*[match_postings] * 2)
    work_off(times=2)
    monkeypatch.setattr(clock, "now", lambda: SLOT + 10 * MINUTE)
    run_together(*[build_digests] * 2)
    work_off(times=2)
    assert len(mailbox.messages) == len({message["To"] for message in mailbox.messages}) == 6
    assert Match.objects.count() == 18
    assert rabbitmq


def test_pages_go_on_by_themselves(
    rabbitmq: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    monkeypatch.setattr(matching, "PAGE", 2)
    monkeypatch.setattr(digests, "PAGE", 2)
    settings.MAIL_SLOTS = 1
    for _number in range(7):
        search(subscriber())
    company = sample_rows.company()
    for _number in range(5):
        posting(company)
    match_postings()
    ran = work_off()
    assert len(mailbox.messages) == 7
    assert ran.count("match_postings") == 3
    assert ran.count("build_digests") >= 4
    assert rabbitmq


def test_a_message_of_another_release_still_runs() -> None:
    search(subscriber())
    posting(sample_rows.company())
    match_postings(0, since="yesterday")
    build_digests(after_id=0, page=3)
    dispatch_digests(limit=5)
    deliver_digest(10**15, urgent=True)
    deliver_instant_digest(10**15)
    assert Digest.objects.count() == 1


def test_every_task_has_its_queue() -> None:
    ours = {name for name in current_app.tasks if name.startswith("notifications.")}
    assert ours == {name for name in QUEUE_OF if name.startswith("notifications.")}
