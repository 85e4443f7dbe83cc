import uuid
from typing import Any

import pytest
from celery import current_app
from kombu import Connection

from ingest import publishing, stages
from ingest.dispatch import TASK
from ingest.publishing import Confirmed, publisher

pytestmark = pytest.mark.django_db


class Told:
    """A channel that only takes down who wants to know."""

    def __init__(self) -> None:
        self.events: dict[str, set[object]] = {"basic_ack": set(), "basic_nack": set()}
        self.confirms = False

    def confirm_select(self) -> None:
        self.confirms = True

    def say(self, event: str, number: int, *, multiple: bool = False) -> None:
        for listener in self.events[event]:
            listener(number, multiple)  # type: ignore[operator]


@pytest.fixture
def channel() -> Told:
    return Told()


def waiting_in(url: str) -> int:
    with Connection(url) as broker:
        channel: Any = broker.default_channel
        return int(channel.queue_declare("ingest", passive=True).message_count)


def messages(count: int) -> list[list[object]]:
    return [[number, str(uuid.uuid4())] for number in range(count)]


def test_a_page_is_in_the_queue_when_it_counts_as_published(rabbitmq: str) -> None:
    assert stages.publish_all(TASK, messages(120), expires=60) == 120
    assert stages.publish_all(TASK, messages(30), expires=60) == 30
    assert waiting_in(rabbitmq) == 150


def test_a_connection_that_was_lost_while_it_lay_idle_is_made_anew(rabbitmq: str) -> None:
    assert stages.publish_all(TASK, messages(10), expires=60) == 10
    assert publisher._connection is not None
    publisher._connection.connection.transport.close()
    assert stages.publish_all(TASK, messages(10), expires=60) == 10
    assert waiting_in(rabbitmq) == 20


def test_a_broker_that_is_away_takes_nothing_and_is_counted(rabbitmq: str, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Connection("amqp://127.0.0.1:9//")
    monkeypatch.setattr(publisher, "_connection", None)
    monkeypatch.setattr(current_app, "connection_for_write", lambda **_options: away)
    assert stages.publish_all(TASK, messages(3), expires=60) == 0
    assert waiting_in(rabbitmq) == 0


def test_what_was_not_confirmed_in_time_is_not_taken_for_published(
    rabbitmq: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "CONFIRMED_WITHIN_SECONDS", 0.0)
    monkeypatch.setattr(Confirmed, "_acknowledged", lambda *_: None)
    assert stages.publish_all(TASK, messages(5), expires=60) == 0


def test_one_confirmation_may_stand_for_all_before_it(channel: Told) -> None:
    confirmed = Confirmed(channel)
    channel.say("basic_ack", 3, multiple=True)
    assert channel.confirms
    assert confirmed.from_the_first(5) == 3
    channel.say("basic_ack", 5)
    assert confirmed.from_the_first(5) == 3
    channel.say("basic_ack", 4)
    assert confirmed.from_the_first(5) == 5


def test_a_message_that_was_refused_ends_what_counts(channel: Told) -> None:
    confirmed = Confirmed(channel)
    channel.say("basic_nack", 2)
    channel.say("basic_ack", 4, multiple=True)
    assert confirmed.from_the_first(4) == 1
