"""Processes that make themselves ready, begin at one instant, and are timed from there to the last one's end."""

import multiprocessing
import os
import queue
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any

import django
from django.utils.module_loading import import_string

READY_SECONDS = 120
MOST_SECONDS = 1200


@dataclass(frozen=True, slots=True)
class Ran:
    """`told` is what each process returned."""

    seconds: float
    told: list[Any]


def run_together(name: str, shares: Sequence[Any], environment: Mapping[str, str]) -> Ran:
    """One process for each share. `name` is the dotted name of a class: made with its share, then `run()` is timed.

    The class is imported after Django was set up with `environment`. Raises RuntimeError when one of them fails.
    """
    spawn = multiprocessing.get_context("spawn")
    barrier, told = spawn.Barrier(len(shares) + 1), spawn.Queue()
    processes = [
        spawn.Process(target=_work, args=(name, share, dict(environment), barrier, told), daemon=True)
        for share in shares
    ]
    for process in processes:
        process.start()
    try:
        barrier.wait(READY_SECONDS)
        began = time.perf_counter()
        results = [_next(told) for _ in processes]
        return Ran(time.perf_counter() - began, results)
    finally:
        for process in processes:
            process.join(5)
            process.kill()


def _next(told: "Queue[tuple[bool, Any]]") -> Any:  # noqa: ANN401  Whatever the class returns.
    try:
        went_well, result = told.get(timeout=MOST_SECONDS)
    except queue.Empty:
        raise RuntimeError("a process of the benchmark did not end") from None
    if not went_well:
        raise RuntimeError(result)
    return result


def _work(
    name: str,
    share: Any,  # noqa: ANN401  Whatever the class takes.
    environment: Mapping[str, str],
    barrier: Barrier,
    told: "Queue[tuple[bool, Any]]",
) -> None:
    os.environ.update(environment)
    django.setup()
    try:
        contender = import_string(name)(share)
        barrier.wait(READY_SECONDS)
        told.put((True, contender.run()))
    except BaseException:
        barrier.abort()
        told.put((False, traceback.format_exc()))
        raise
