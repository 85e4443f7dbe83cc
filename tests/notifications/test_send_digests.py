"""`manage.py send_digests` sends without a broker, and shows beforehand what it would send."""

from io import StringIO

import pytest
from django.core.management import call_command

from config.clock import clock
from notifications.models import Delivery, Digest, DigestSchedule, Subscriber, Told
from notifications.models.delivery import State
from tests import sample_rows
from tests.notifications.mail_rows import (
    SLOT,
    match_all,
    next_digest_at,
    posting,
    ready_digest,
    search,
    subscriber,
)
from tests.notifications.mail_server import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_the_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: SLOT)


def said(*arguments: str) -> str:
    output = StringIO()
    call_command("send_digests", *arguments, stdout=output)
    return output.getvalue()


def test_a_dry_run_shows_what_would_be_sent_to_whom_and_why_and_writes_nothing(mailbox: Mailbox) -> None:
    ready_digest("ready@example.org")
    reader = subscriber("due@example.org")
    search(reader, name="Snakes [bold]")
    posting(sample_rows.company("Aldersea"), "Python [red]keeper")
    match_all()
    shown = said("--dry-run")
    ready, due = (line for line in shown.splitlines() if "@example.org" in line)
    for words in ("ready@example.org", "2026-11-18 Scheduled", "ready", "Python and SQL developer", "“Python”"):
        assert words in ready
    for words in ("due@example.org", "due", "Python [red]keeper", "Aldersea", "“Snakes [bold]”"):
        assert words in due
    assert "2 mails, 2 postings." in shown
    assert Digest.objects.count() == Told.objects.count() == 1
    assert next_digest_at(reader) == SLOT
    assert mailbox.messages == []


def test_a_dry_run_shows_what_cannot_be_built_and_goes_on(mailbox: Mailbox) -> None:
    readers = [subscriber("bad@example.org"), subscriber("good@example.org")]
    for reader in readers:
        search(reader)
    Subscriber.objects.filter(pk=readers[0].pk).update(email="bäd@example.org")
    posting(sample_rows.company())
    match_all()
    shown = said("--dry-run")
    assert "cannot be built" in shown
    assert "good@example.org" in shown
    assert DigestSchedule.objects.filter(failures__gt=0).count() == 0
    assert mailbox.messages == []


def test_it_builds_and_sends_what_is_due_and_says_how_many(mailbox: Mailbox) -> None:
    for number in range(3):
        search(subscriber(f"reader{number}@example.com"))
    posting(sample_rows.company())
    match_all()
    assert said() == "3 taken\n"
    assert sorted(mailbox.handler.recipients) == [f"reader{number}@example.com" for number in range(3)]
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}
    assert said() == "Nothing was due.\n"
    assert len(mailbox.messages) == 3


def test_without_anything_due_a_dry_run_says_so() -> None:
    assert said("--dry-run") == "0 mails, 0 postings.\n"
