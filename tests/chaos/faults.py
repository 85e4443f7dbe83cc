"""Faults at seeded random moments: SIGKILL of a worker, which is started again, and all queues emptied."""

import random
import threading
import time
from types import TracebackType
from typing import Self

from kombu import Connection, Queue

from tests.installation.installation import QUEUES, Installation


class Faults:
    """Strikes from its own thread until all kills and purges are used up."""

    def __init__(self, installation: Installation, *, kills: int, purges: int, seed: int) -> None:
        self._installation = installation
        self._chance = random.Random(seed)
        self._strikes = ["kill"] * kills + ["purge"] * purges
        self._chance.shuffle(self._strikes)
        self._thread = threading.Thread(target=self._strike_all, name="faults")
        self.struck: list[str] = []
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._thread.join()
        if self._error and not error:
            raise self._error

    def _strike_all(self) -> None:
        try:
            for strike in self._strikes:
                time.sleep(self._chance.uniform(0.2, 1.6))
                self._kill() if strike == "kill" else self._purge()
        except BaseException as error:  # noqa: BLE001  It is raised again in the test's own thread.
            self._error = error

    def _kill(self) -> None:
        # Half of the strikes go where most of the work is.
        workers = [name for name in self._installation.processes.names() if name.startswith("worker-")]
        busy = [name for name in workers if name.startswith(("worker-ingest", "worker-mail"))]
        name = self._chance.choice(busy if self._chance.random() < 0.5 else workers)
        self._installation.processes.kill(name)
        _worker, queue, number = name.split("-")
        self._installation.start_worker(queue, int(number))
        self.struck.append(name)

    def _purge(self) -> None:
        with Connection(self._installation.processes.environment["CELERY_BROKER_URL"]) as broker:
            channel = broker.channel()
            thrown_away = sum(Queue(queue, channel=channel).purge() or 0 for queue in QUEUES)
        self.struck.append(f"purge of {thrown_away} messages")
