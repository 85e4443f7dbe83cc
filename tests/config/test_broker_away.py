"""A broker that is away, refuses, stays silent or blocks: publishing ends, is counted, and the sweep repairs."""

import logging
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from config.development.processes import free_port
from config.development.rabbitmq import launch
from config.development.running import Server
from ingest.models import Stage
from ingest.stages import TASK_OF, begun, publish, wake
from tests.messages import take_all

ENDS_WITHIN_SECONDS = 30
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["away", "silent", "refusing"])
def faulty_broker(request: pytest.FixtureRequest, use_broker: Callable[[str], None]) -> Iterator[None]:
    """A closed port; a server that accepts and never says a word; a real one that knows no such user."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        if request.param == "away":
            use_broker(f"amqp://someone:secret@127.0.0.1:{free_port()}//")
        elif request.param == "silent":
            use_broker(f"amqp://someone:secret@127.0.0.1:{silent.getsockname()[1]}//")
        else:
            server = request.getfixturevalue("rabbitmq_server")
            use_broker(f"amqp://stranger:secret@{server.url.rpartition('@')[2]}")
        yield


def published_within_limit(send: Callable[[], object]) -> object:
    began = time.monotonic()
    result = send()
    assert time.monotonic() - began < ENDS_WITHIN_SECONDS
    return result


@pytest.mark.usefixtures("faulty_broker")
def test_publishing_ends_and_is_logged_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "ingest.stages"):
        assert published_within_limit(lambda: publish(TASK_OF["match"], [0], expires=60)) is False
    record = next(record for record in caplog.records if record.message == "A message could not be published")
    assert (record.levelno, record.__dict__["task"]) == (logging.WARNING, TASK_OF["match"])
    stage = Stage.objects.get(name="match")
    assert stage.publish_failures == 1
    assert stage.failed_at is not None


@pytest.mark.usefixtures("faulty_broker")
def test_nothing_is_raised_after_the_commit_and_the_sweep_may_wake_again() -> None:
    published_within_limit(lambda: wake("match", 0))
    stage = Stage.objects.get(name="match")
    assert stage.publish_failures == 1
    assert stage.queued_until is None


def test_the_sweep_repairs_what_could_not_be_published(rabbitmq: str, use_broker: Callable[[str], None]) -> None:
    use_broker(f"amqp://someone:secret@127.0.0.1:{free_port()}//")
    wake("match", 0)
    use_broker(rabbitmq)
    wake("match", 0)
    assert [message.headers["task"] for message in take_all(rabbitmq, "match")] == [TASK_OF["match"]]
    assert Stage.objects.get(name="match").queued_until is not None


def test_a_second_wake_up_is_not_queued_beside_the_first(rabbitmq: str) -> None:
    for _ in range(3):
        wake("digest", 0)
    begun("digest")
    wake("digest", 0)
    assert len(take_all(rabbitmq, "match")) == 2


def test_the_publisher_opens_no_transaction_while_it_waits(use_broker: Callable[[str], None]) -> None:
    use_broker(f"amqp://someone:secret@127.0.0.1:{free_port()}//")
    publish(TASK_OF["match"], [0], expires=60)
    assert connection.in_atomic_block is False


@pytest.fixture
def own_node(tmp_path: Path, rabbitmq_server: Server) -> Iterator[Server]:
    """A node for this test alone, because an alarm blocks every virtual host."""
    if not rabbitmq_server.control:
        pytest.skip("RabbitMQ was given by its address: no node of our own can be started")
    node = launch(tmp_path / "rabbitmq")
    yield node
    node.stop()


def test_a_broker_that_blocks_its_publishers_holds_nobody_up(
    own_node: Server, use_broker: Callable[[str], None], settings: LazySettings
) -> None:
    use_broker(own_node.url)
    assert publish(TASK_OF["match"], [0], expires=60) is True
    control(own_node, "set_vm_memory_high_watermark", "0.0000001")
    assert published_within_limit(lambda: publish(TASK_OF["match"], [0], expires=60)) is False
    assert Stage.objects.get(name="match").publish_failures == 1
    control(own_node, "set_vm_memory_high_watermark", "0.4")
    assert published_within_limit(lambda: publish(TASK_OF["match"], [0], expires=60)) is True


def control(node: Server, *words: str) -> None:
    subprocess.run([*node.control, *words], check=True, capture_output=True, timeout=60)
