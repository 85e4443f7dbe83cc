"""The Celery worker in a thread of this process: every queue, the threads pool, the broker in memory."""

import threading

from celery import Celery


class Worker:
    def __init__(self, app: Celery, slots: int) -> None:
        self._ready = threading.Event()
        self._worker = app.WorkController(
            pool="threads",
            concurrency=slots,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            ready_callback=lambda _consumer: self._ready.set(),
        )
        self._thread = threading.Thread(target=self._worker.start, name="worker", daemon=True)
        # Celery waits for its tasks without an end.
        self._ending = threading.Thread(target=self._worker.stop, name="worker-ending", daemon=True)

    def start(self, seconds: float = 30) -> None:
        """Returns when it consumes; raises TimeoutError."""
        self._thread.start()
        if not self._ready.wait(seconds):
            raise TimeoutError("The worker did not begin to consume.")

    def begin_to_end(self) -> None:
        """Take nothing more, and let the running tasks end."""
        self._ending.start()

    def wait(self, seconds: float) -> bool:
        """Whether all tasks have ended within `seconds`."""
        self._ending.join(seconds)
        return not self._ending.is_alive()
