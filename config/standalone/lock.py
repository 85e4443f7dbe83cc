"""A lock between processes, held by an open file: the kernel frees it when its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from config.standalone.failure import StandaloneFailure


@contextmanager
def locked(path: Path, seconds: float, refusal: str = "") -> Iterator[None]:
    """Hold the lock; raises StandaloneFailure if another process keeps it for longer than `seconds`."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, time.monotonic() + seconds, refusal or f"Another process of Rolewatch holds {path}.")
        yield
    finally:
        os.close(descriptor)


def running_lock(var: Path) -> AbstractContextManager[None]:
    """Held by the one process that runs worker, beat and pages for this VAR_DIR."""
    return locked(var / "standalone.lock", 0, "Rolewatch runs in this folder already: stop it first.")


def _wait_for(descriptor: int, deadline: float, refusal: str) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise StandaloneFailure(refusal) from None
            time.sleep(0.05)
        else:
            return
