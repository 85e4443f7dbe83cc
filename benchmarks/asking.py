"""Threads that want as much of one host as they can get, and what that costs."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

from benchmarks.told import Told
from ingest.fetching import FetchFailed, fetch
from ingest.models import VendorHost
from ingest.sources.types import Request


@contextmanager
def own_host(host: str, rate: float) -> Iterator[str]:
    """A host that nobody else asks, with a budget of that many requests a second."""
    VendorHost.objects.create(host=host, rate=rate)
    try:
        yield host
    finally:
        VendorHost.objects.filter(host=host).delete()


def ask_until(end: Event, host: str, told: Told, together: threading.Lock) -> None:
    """Ask the host until the event is set; who is sent away comes back after the time that he is told."""
    request = Request(f"https://{host}/")
    while not end.is_set():
        asked_at = time.monotonic()
        try:
            fetch(request)
        except FetchFailed as failure:
            if failure.retry_after is None:
                raise
            with together:
                told.sent_away += 1
            end.wait(failure.retry_after.total_seconds() * random.uniform(0.5, 1.5))
        else:
            with together:
                told.answered += 1
                told.slowest_wait = max(told.slowest_wait, time.monotonic() - asked_at)
