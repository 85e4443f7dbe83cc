"""Whether a worker's consumer is alive: a question that only its event loop can answer."""

import time
from collections.abc import Callable
from typing import Any

from config.broker import broker_answers

# Celery waits up to 30 s between two attempts to reach a broker that was away.
ASK_AGAIN_SECONDS = 10
DOUBT_SECONDS = 45
DEAD_SECONDS = 100


class Pulse:
    """A broker that is away is no death: the consumer tries again by itself, and running tasks go on meanwhile."""

    def __init__(self, worker: Any, clock: Callable[[], float] = time.monotonic) -> None:  # noqa: ANN401  Not typed.
        self.was_felt = False
        self._worker = worker
        self._clock = clock
        self._sign = clock()
        self._asked = float("-inf")

    def is_there(self) -> bool:
        self._ask()
        if self.silent_seconds() > DOUBT_SECONDS and not broker_answers(self._worker.app):
            self._sign = self._clock()
        return self.silent_seconds() < DEAD_SECONDS

    def silent_seconds(self) -> float:
        return self._clock() - self._sign

    def _ask(self) -> None:
        """Questions that were not answered are forgotten by a loop that begins anew, and so are asked again."""
        if self._asked < self._sign or self._clock() - self._asked > ASK_AGAIN_SECONDS:
            self._asked = self._clock()
            self._worker.consumer.call_soon(self._answer)

    def _answer(self) -> None:
        self._sign = self._clock()
        self.was_felt = True
