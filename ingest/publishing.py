"""A page of messages to the broker: sent one after the other, and their confirmations awaited together.

Waiting for each confirmation before the next message costs a round trip a message, and a write to the broker's disk.
Confirmations name a message by its number on the channel, so that this has a channel of its own.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any

from amqp.exceptions import AMQPError
from celery import current_app
from django.conf import settings
from kombu import Connection, Producer
from kombu.exceptions import KombuError

# As long as a single message may wait for its own.
CONFIRMED_WITHIN_SECONDS = 3.0


class Publisher:
    """One connection of this process; one thread at a time uses it."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._connection: Connection | None = None
        self._broker = ""

    def publish(self, task: str, messages: Sequence[Sequence[Any]], *, expires: float) -> int:
        """How many of the messages, from the first, the broker has taken for sure. Raises what its client does.

        One after these may have been taken too, or twice: whoever publishes must bear one that comes all the same.
        """
        with self._one_at_a_time:
            was_kept = self._connection is not None
            try:
                return self._publish(task, messages, expires)
            except TimeoutError:
                self._forget()
                raise
            except (AMQPError, KombuError, OSError):
                # What is on its way is lost with the connection, which the broker may have closed while it lay idle.
                self._forget()
                if not was_kept:
                    raise
            try:
                return self._publish(task, messages, expires)
            except (AMQPError, KombuError, OSError):
                self._forget()
                raise

    def _publish(self, task: str, messages: Sequence[Sequence[Any]], expires: float) -> int:
        connection = self._connected()
        channel: Any = connection.channel()
        confirmed = Confirmed(channel)
        try:
            producer = Producer(channel)
            for arguments in messages:
                current_app.send_task(task, args=tuple(arguments), expires=expires, producer=producer, retry=False)
            confirmed.wait_for(connection, len(messages))
        finally:
            channel.close()
        return confirmed.from_the_first(len(messages))

    def _connected(self) -> Connection:
        if self._connection is None or self._broker != settings.CELERY_BROKER_URL:
            self._forget()
            # Without kombu's own way of confirming, which waits for each message.
            options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "confirm_publish": False}
            self._connection = current_app.connection_for_write(transport_options=options, heartbeat=0)
            self._broker = settings.CELERY_BROKER_URL
        if not self._connection.connected:
            self._connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=4)
        return self._connection

    def _forget(self) -> None:
        if self._connection is not None:
            # Without the farewell, for which a broker that blocks would let us wait.
            self._connection.collect(socket_timeout=0.1)
        self._connection = None


class Confirmed:
    """The numbers of the messages that the broker has confirmed, or refused, on one channel."""

    def __init__(self, channel: Any) -> None:  # noqa: ANN401  amqp publishes no types for it.
        self._taken: set[int] = set()
        self._refused: set[int] = set()
        channel.confirm_select()
        channel.events["basic_ack"].add(self._acknowledged)
        channel.events["basic_nack"].add(self._not_taken)

    def wait_for(self, connection: Connection, count: int) -> None:
        """Raises TimeoutError when the broker does not say in time what became of all of them."""
        deadline = time.monotonic() + CONFIRMED_WITHIN_SECONDS
        while len(self._taken) + len(self._refused) < count:
            connection.drain_events(timeout=max(0.001, deadline - time.monotonic()))

    def from_the_first(self, count: int) -> int:
        return next((number - 1 for number in range(1, count + 1) if number not in self._taken), count)

    def _acknowledged(self, delivery_tag: int, multiple: bool) -> None:
        self._taken |= _meant(delivery_tag, multiple=multiple) - self._refused

    def _not_taken(self, delivery_tag: int, multiple: bool) -> None:
        self._refused |= _meant(delivery_tag, multiple=multiple) - self._taken


def _meant(delivery_tag: int, *, multiple: bool) -> set[int]:
    """`multiple`: this message, and all before it that were not named yet."""
    return set(range(1, delivery_tag + 1)) if multiple else {delivery_tag}


publisher = Publisher()
