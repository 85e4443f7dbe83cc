"""Our own workers, as on a server: `manage.py work QUEUE`, one process for each entry of a list."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kombu import Connection

from benchmarks.servers import inherited
from config.development.running import CHECKOUT

READY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Worker:
    queue: str
    slots: int


@contextmanager
def workers(kinds: Sequence[Worker], environment: dict[str, str], log: Path) -> Iterator[list[int]]:
    """The process ids of the workers, all of them consuming; they are told to end after the block."""
    most = max(kind.slots for kind in kinds)
    # A connection for each thread, and those beside them.
    own = inherited({**environment, "DATABASE_POOL": str(most + 2), "INGEST_SLOTS": str(_slots(kinds, "ingest"))})
    with log.open("ab") as output:
        processes = [
            subprocess.Popen(
                [sys.executable, "manage.py", "work", kind.queue, "--slots", str(kind.slots)],
                cwd=CHECKOUT,
                env=own,
                stdout=output,
                stderr=output,
            )
            for kind in kinds
        ]
        try:
            _wait_for_consumers(kinds, environment["CELERY_BROKER_URL"], processes, log)
            yield [process.pid for process in processes]
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                _ended(process)


def _slots(kinds: Sequence[Worker], queue: str) -> int:
    return max(1, sum(kind.slots for kind in kinds if kind.queue == queue))


def _wait_for_consumers(
    kinds: Sequence[Worker], broker: str, processes: Sequence[subprocess.Popen[bytes]], log: Path
) -> None:
    deadline = time.monotonic() + READY_SECONDS
    with Connection(broker) as connection:
        channel: Any = connection.default_channel
        for queue in {kind.queue for kind in kinds}:
            wanted = sum(kind.queue == queue for kind in kinds)
            while channel.queue_declare(queue, passive=True).consumer_count < wanted:
                if time.monotonic() > deadline or any(process.poll() is not None for process in processes):
                    raise RuntimeError(f"The workers did not start: {log.read_text()[-2000:]}")
                time.sleep(0.1)


def _ended(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
