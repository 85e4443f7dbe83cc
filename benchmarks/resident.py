"""How much memory a process holds while something runs, as `ps` sees it."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EVERY_SECONDS = 0.25


@contextmanager
def watched(pid: int) -> Iterator[list[float]]:
    """Megabytes, one figure after the other while the block runs."""
    seen, end = list[float](), threading.Event()

    def watch() -> None:
        while not end.wait(EVERY_SECONDS):
            seen.append(megabytes(pid))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        end.set()
        thread.join()


def megabytes(pid: int) -> float:
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True, timeout=10)
    return int(told.stdout) / 1024
