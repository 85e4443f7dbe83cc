"""Celery's beat in a thread of this process."""

import threading

from celery import Celery
from celery.beat import Service

# It sleeps at most so long between two looks, and so long its end may take.
MOST_SECONDS = 0.5


class Beat:
    def __init__(self, app: Celery) -> None:
        self._service = Service(
            app,
            max_interval=MOST_SECONDS,  # type: ignore[arg-type]  # Celery takes fractions.
            scheduler_cls=app.conf.beat_scheduler,
        )
        self._thread = threading.Thread(target=self._service.start, name="beat", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def begin_to_end(self) -> None:
        self._service.stop()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within `seconds`."""
        self._thread.join(seconds)
        return not self._thread.is_alive()
