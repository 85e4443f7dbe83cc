"""What RabbitMQ does with the definitions: deliveries are limited, and what is worth a look is kept."""

import base64
import hashlib
import time

import pytest
from kombu import Connection, Queue

from config.broker_definitions import DELIVERY_LIMIT, definitions_for
from config.queues import EXCHANGE, NAMES
from tests.messages import take_all


def publish(url: str, text: str, queue: str, expiration: float | None = None) -> None:
    with Connection(url) as broker, broker.Producer() as producer:
        producer.publish(text, exchange=EXCHANGE.name, routing_key=queue, expiration=expiration)


def deaths(url: str) -> list[tuple[str, str]]:
    return [(message.payload, message.headers["x-first-death-reason"]) for message in take_all(url, "dead")]


def wait_for_deaths(url: str, count: int) -> list[tuple[str, str]]:
    """Dead-lettering goes on after the broker has answered."""
    found: list[tuple[str, str]] = []
    for _ in range(200):
        found += deaths(url)
        if len(found) >= count:
            break
    return found


def test_a_message_that_kills_its_worker_each_time_is_given_up(rabbitmq: str) -> None:
    publish(rabbitmq, "poison", "mail")
    deliveries = 0
    for _ in range(DELIVERY_LIMIT + 1):
        with Connection(rabbitmq) as broker:  # A connection that is lost gives back what it had.
            message = Queue("mail", no_declare=True).bind(broker.channel()).get()
            deliveries += bool(message)
    assert deliveries == DELIVERY_LIMIT + 1
    assert wait_for_deaths(rabbitmq, 1) == [("poison", "delivery_limit")]
    assert take_all(rabbitmq, "mail") == []


def test_a_message_that_is_refused_is_kept_to_look_at(rabbitmq: str) -> None:
    publish(rabbitmq, "unreadable", "match")
    with Connection(rabbitmq) as broker:
        message = Queue("match", no_declare=True).bind(broker.channel()).get()
        assert message
        message.reject()
    assert wait_for_deaths(rabbitmq, 1) == [("unreadable", "rejected")]


def test_a_message_that_expired_is_dropped_because_the_database_knows_what_is_due(rabbitmq: str) -> None:
    publish(rabbitmq, "late", "index", expiration=0.05)
    time.sleep(0.3)
    publish(rabbitmq, "refused", "index")
    with Connection(rabbitmq) as broker:
        message = Queue("index", no_declare=True).bind(broker.channel()).get()
        assert message
        message.reject()
    assert wait_for_deaths(rabbitmq, 1) == [("refused", "rejected")]


@pytest.mark.parametrize("name", NAMES)
def test_every_queue_gets_what_is_routed_to_it(rabbitmq: str, name: str) -> None:
    publish(rabbitmq, "work", name)
    assert [message.payload for message in take_all(rabbitmq, name)] == ["work"]


def test_the_password_is_only_there_as_a_salted_hash() -> None:
    first, second = (definitions_for("someone", "geheim")["users"][0]["password_hash"] for _ in range(2))
    assert first != second
    salted = base64.b64decode(first)
    assert salted[4:] == hashlib.sha256(salted[:4] + b"geheim").digest()
