"""Ten thousand messages to RabbitMQ, each confirmed: by our dispatch, and by a loop that does nothing else."""

import uuid

from celery import current_app
from django.db import connection

from config.clock import clock
from config.queues import EXCHANGE
from ingest import dispatch


class Ours:
    def __init__(self, messages: int) -> None:
        self._messages = messages
        connection.ensure_connection()
        _warm_up()

    def run(self) -> int:
        """Page after page, until nothing is due or the bound is reached."""
        count = 0
        while dispatched := dispatch.dispatch(clock.now()):
            count += dispatched
        return count


class Raw:
    """One message after the other in one thread, over one producer."""

    def __init__(self, messages: int) -> None:
        self._messages = messages
        _warm_up()

    def run(self) -> int:
        with current_app.connection_for_write() as broker:
            producer = broker.Producer(serializer="json")
            for number in range(self._messages):
                body = [[number, str(uuid.uuid4())], {}, {}]
                producer.publish(body, exchange=EXCHANGE.name, routing_key="ingest", delivery_mode=2)
        return self._messages


def _warm_up() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1)
