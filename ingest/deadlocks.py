"""Deadlocks are rare, because writers lock in the order of ids; the one that is chosen as victim tries again."""

import functools
import logging
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db.utils import OperationalError
from psycopg.errors import DeadlockDetected

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4


def deadlocks_retried(write: Callable[P, R]) -> Callable[P, R]:
    """Call `write`, which must be a whole transaction, again when it ended as a deadlock's victim (40P01)."""

    @functools.wraps(write)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        for number in range(1, ATTEMPTS):
            try:
                return write(*args, **kwargs)
            except OperationalError as error:
                if not isinstance(error.__cause__, DeadlockDetected):
                    raise
                log.info("A deadlock is tried again", extra={"write": write.__qualname__, "attempt": number})
                time.sleep(random.uniform(0, 0.05 * 2**number))  # noqa: S311  Jitter needs no secret.
        return write(*args, **kwargs)

    return attempt
