"""A visit that a subscriber asks for, over a real broker: its message comes to those who wait, and is done once."""

import json
from collections.abc import Iterator

import pytest
from kombu import Connection, Queue
from pytest_django.fixtures import Settings

from config.clock import clock
from ingest import tasks
from ingest.models import CompanySchedule, Posting, Run
from notifications.visit_progress import progress_of
from notifications.visit_requests import ask_for_visit
from tests.ingest.conftest import HOST, greenhouse
from tests.ingest.gateway import asked_through
from tests.ingest.vendor import Vendor, as_json, serving
from tests.sample_rows import company, subscriber

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vendor(settings: Settings) -> Iterator[Vendor]:
    with serving() as vendor, asked_through(settings, vendor.url):
        yield vendor


def test_the_visit_comes_through_the_queue_of_those_who_wait(rabbitmq: str, vendor: Vendor) -> None:
    acorn = company("Acorn")
    vendor.says(HOST, f"/v1/boards/{acorn.boards.get().token}/jobs", as_json(greenhouse(1, 2)))
    ask_for_visit(subscriber(), acorn, clock.now())
    with Connection(rabbitmq) as broker:
        message = Queue("urgent", channel=broker.channel()).get(no_ack=True)
        assert Queue("ingest", channel=broker.channel()).get(no_ack=True) is None
    assert message is not None
    assert message.headers["task"] == tasks.ingest_company_now.name
    arguments, _keywords, _embedded = json.loads(message.body or "")
    for _delivered_twice in range(2):
        tasks.ingest_company_now(*arguments)
    assert Posting.objects.filter(company=acorn).count() == 2
    assert Run.objects.count() == 1
    assert CompanySchedule.objects.get().reserved_until is None
    progress = progress_of(acorn, clock.now())
    assert progress is not None
    assert progress.text == "The board was read: 2 new."
