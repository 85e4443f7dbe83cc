"""Whether a worker's consumer is alive: a question that only its event loop can answer."""

import time
from typing import Any

from amqp.exceptions import AMQPError
from kombu.exceptions import KombuError

# Celery waits up to 30 s between two attempts to reach a broker that was away.
ASK_AGAIN_SECONDS = 10
DOUBT_SECONDS = 45
DEAD_SECONDS = 100


class Pulse:
    """A broker that is away is no death: the consumer tries again by itself, and running tasks go on meanwhile."""

    def __init__(self, worker: Any) -> None:  # noqa: ANN401  Celery publishes no types for it.
        self.was_felt = False
        self._worker = worker
        self._sign = time.monotonic()
        self._asked = float("-inf")

    def is_there(self) -> bool:
        self._ask()
        if self.silent_seconds() > DOUBT_SECONDS and not self._broker_answers():
            self._sign = time.monotonic()
        return self.silent_seconds() < DEAD_SECONDS

    def silent_seconds(self) -> float:
        return time.monotonic() - self._sign

    def _ask(self) -> None:
        """Questions that were not answered are forgotten by a loop that begins anew, and so are asked again."""
        if self._asked <= self._sign or time.monotonic() - self._asked > ASK_AGAIN_SECONDS:
            self._asked = time.monotonic()
            self._worker.consumer.call_soon(self._answer)

    def _answer(self) -> None:
        self._sign = time.monotonic()
        self.was_felt = True

    def _broker_answers(self) -> bool:
        connection = self._worker.app.connection_for_read()
        try:
            connection.ensure_connection(max_retries=1, timeout=5)
        except (OSError, KombuError, AMQPError):
            return False
        else:
            return True
        finally:
            connection.release()
