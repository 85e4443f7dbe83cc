"""How a standalone process ends: by Ctrl-C or SIGTERM, once, and without waiting for a task that does not end."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """Either signal raises KeyboardInterrupt in the main thread, wherever it is."""
    before = [signal.signal(number, signal.default_int_handler) for number in SIGNALS]
    try:
        yield
    finally:
        for number, handler in zip(SIGNALS, before, strict=True):
            signal.signal(number, handler)


def wait_for_ever() -> NoReturn:
    """Until one of the signals raises KeyboardInterrupt."""
    while True:
        threading.Event().wait()


def ignore_signals() -> None:
    """On the way down: a second Ctrl-C must not leave half of it running."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def leave(code: int) -> NoReturn:
    """End the process at once: the interpreter would wait for every thread that still runs a task.

    What the task had not committed is undone, and its stage's query finds the row again at the next start.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
