"""A lock between processes, held by an open file: the kernel frees it when its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.standalone.failure import StandaloneFailure


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock; raises StandaloneFailure if another process keeps it for longer than `seconds`."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, path, time.monotonic() + seconds)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise StandaloneFailure(f"Another process of Rolewatch holds {path}.") from None
            time.sleep(0.05)
        else:
            return
