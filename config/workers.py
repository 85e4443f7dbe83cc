"""How a worker process is put together: one queue, threads, a name that says which release it is."""

import logging
import os
import socket
from typing import Any

from celery import Celery
from django.conf import settings

from config.allocator import share_memory

log = logging.getLogger(__name__)


def worker_of(app: Celery, queue: str, slots: int) -> Any:  # noqa: ANN401  Celery publishes no types for it.
    """The worker, not started yet; `start()` returns when it was told to end, `exitcode` then says how."""
    share_memory()
    # Two workers of one name would share the queue through which they are inspected.
    node = f"{queue}-{settings.VERSION}-{os.getpid()}@{socket.gethostname()}"
    log.info("A worker starts", extra={"queue": queue, "slots": slots, "release": settings.VERSION, "node": node})
    return app.Worker(
        hostname=node,
        pool="threads",
        concurrency=slots,
        queues=[queue],
        without_gossip=True,
        without_mingle=True,
        loglevel=settings.LOG_LEVEL,
        quiet=True,
    )
