"""Ends a worker whose task or whose consumer hangs: in the threads pool Celery enforces no time limit.

With late acknowledgement and leases that run out, ending the whole process is safe: the broker delivers again what was
running, and whoever comes back from the dead finds its fence taken.
"""

import faulthandler
import logging
import os
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

import sentry_sdk
from celery import bootsteps, signals
from django.conf import settings

from config.heartbeat_file import show_alive
from config.pulse import Pulse

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunningTask:
    task_id: str
    name: str
    since: float  # time.monotonic()


class Watchdog(bootsteps.StartStopStep):
    """A step of every worker: looks at its tasks and its consumer from a thread of its own."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **options: Any) -> None:  # noqa: ANN401  Celery's signature.
        super().__init__(worker, **options)
        self._running: dict[int, RunningTask] = {}
        self._stopped = False

    def start(self, worker: Any) -> None:  # noqa: ANN401  Celery's signature.
        signals.task_prerun.connect(self._begun, weak=False)
        signals.task_postrun.connect(self._ended, weak=False)
        threading.Thread(target=self._watch, args=(Pulse(worker),), name="watchdog", daemon=True).start()

    def stop(self, worker: Any) -> None:  # noqa: ANN401, ARG002  Celery's signature.
        """Tasks that are still running are watched to their end."""
        self._stopped = True

    def terminate(self, worker: Any) -> None:  # noqa: ANN401  Celery's signature.
        self.stop(worker)

    def _begun(self, task_id: str, task: Any, **_kwargs: Any) -> None:  # noqa: ANN401  Celery's signature.
        self._running[threading.get_ident()] = RunningTask(task_id, task.name, time.monotonic())

    def _ended(self, **_kwargs: Any) -> None:  # noqa: ANN401  Celery's signature.
        self._running.pop(threading.get_ident(), None)

    def _watch(self, pulse: Pulse) -> None:
        seconds = min(5.0, settings.TASK_LIMIT_SECONDS / 4)
        while self._running or not self._stopped:
            self._look(pulse)
            time.sleep(seconds)
        signals.task_prerun.disconnect(self._begun)
        signals.task_postrun.disconnect(self._ended)

    def _look(self, pulse: Pulse) -> None:
        oldest = min(self._running.copy().values(), key=lambda task: task.since, default=None)
        if oldest and time.monotonic() - oldest.since > settings.TASK_LIMIT_SECONDS:
            leave("A task runs longer than TASK_LIMIT_SECONDS", task=oldest.name, task_id=oldest.task_id)
        elif not self._stopped and not pulse.is_there():
            leave("The consumer hangs", seconds=round(pulse.silent_seconds()))
        elif pulse.was_felt:
            show_alive()


def leave(reason: str, **details: object) -> None:
    """End this process at once, after saying where each of its threads stands; the standalone mode begins again."""
    log.critical(reason, extra=details)
    faulthandler.dump_traceback(all_threads=True)
    sentry_sdk.flush(timeout=2)
    logging.shutdown()
    if settings.IN_MEMORY_BROKER:
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606  The same program with the same arguments.
    os._exit(1)
