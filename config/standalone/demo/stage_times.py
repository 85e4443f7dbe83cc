"""How long each stage worked: the time on the wall during which at least one of its tasks ran."""

import time
from collections import Counter
from threading import Lock
from typing import Any

from celery import signals

STAGE_OF = {
    "ingest.tasks.dispatch_due_companies": "dispatch",
    "ingest.tasks.ingest_company": "ingest",
    "search.tasks.index_postings": "index",
    "notifications.tasks.match_postings": "match",
    "notifications.tasks.build_digests": "digest",
    "notifications.tasks.dispatch_digests": "dispatch",
    "notifications.tasks.deliver_digest": "deliver",
    "notifications.tasks.deliver_instant_digest": "deliver",
}


class StageTimes:
    """Listens to the tasks of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: Counter[str] = Counter()
        self._since: dict[str, float] = {}
        self._seconds = dict.fromkeys(STAGE_OF.values(), 0.0)

    def listen(self) -> None:
        signals.task_prerun.connect(self._begun, weak=False)
        signals.task_postrun.connect(self._ended, weak=False)

    def seconds(self) -> dict[str, float]:
        with self._lock:
            return {stage: round(seconds, 3) for stage, seconds in self._seconds.items()}

    def _begun(self, task: Any, **_kwargs: Any) -> None:  # noqa: ANN401  Celery's signature.
        stage = STAGE_OF.get(task.name)
        if stage is None:
            return
        with self._lock:
            if not self._running[stage]:
                self._since[stage] = time.monotonic()
            self._running[stage] += 1

    def _ended(self, task: Any, **_kwargs: Any) -> None:  # noqa: ANN401  Celery's signature.
        stage = STAGE_OF.get(task.name)
        if stage is None:
            return
        with self._lock:
            self._running[stage] -= 1
            if not self._running[stage]:
                self._seconds[stage] += time.monotonic() - self._since[stage]
