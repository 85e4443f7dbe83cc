"""The process's one HTTP client."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from ingest.fetching import transport


def test_threads_that_come_together_share_one(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Barrier(4)
    slow = transport.CheckedTransport.__init__

    def slowly(self: transport.CheckedTransport, *backend: Any) -> None:
        time.sleep(0.05)
        slow(self, *backend)

    def get() -> int:
        begun.wait()
        return id(transport.client())

    monkeypatch.setattr(transport.CheckedTransport, "__init__", slowly)
    transport.the_client.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        assert len({made.result() for made in [threads.submit(get) for _ in range(4)]}) == 1
    transport.client().close()
    transport.the_client.cache_clear()
