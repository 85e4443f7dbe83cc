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

    def start(self, seconds: float = 30) -> None:
        """Returns when it consumes; raises TimeoutError."""
        self._thread.start()
        if not self._ready.wait(seconds):
            raise TimeoutError("The worker did not begin to consume.")

    def stop(self, seconds: float) -> bool:
        """Take nothing more, and give the running tasks `seconds` to end; whether all of them did."""
        # Celery waits for its tasks without an end.
        ending = threading.Thread(target=self._worker.stop, name="worker-stop", daemon=True)
        ending.start()
        ending.join(seconds)
        return not ending.is_alive()
