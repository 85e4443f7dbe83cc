"""How exactly a host's budget is kept by eight processes with sixteen threads each that all want more of it.

Run: .venv/bin/python -m benchmarks.host_budget [SECONDS]. It uses the configured database, and a host of its own in it.
Each thread asks again and again; one that is sent away comes back after the time that it was told, as a company does.
Arrivals are counted at the server. Aims: never more than 1.1 times the budget in any 10 s, at least 0.95 of it used.
"""

import multiprocessing
import os
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event

import django
from django.core.management import call_command

from benchmarks.counting_server import CountingServer
from benchmarks.told import Told

PROCESSES = 8
THREADS = 16
RATE = 20.0
SECONDS = 40.0
WINDOW_SECONDS = 10.0
# For so long the processes may take to start, all together on a busy machine.
START_SECONDS = 120.0
# The first seconds, in which they connect to PostgreSQL, count for the excess and not for the use.
WARM_UP_SECONDS = 5.0


def work(gateway: str, host: str, threads: int, times: tuple[Barrier, Event], told: "Queue[Told]") -> None:
    """One worker process: it asks from when all are ready to the event."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1", "INGEST_GATEWAY": gateway}
    django.setup()
    from benchmarks.asking import ask_until  # noqa: PLC0415  It needs Django to be set up.
    from ingest.hosts.side_connection import side_connection  # noqa: PLC0415

    (begin, end), result = times, Told()
    begin.wait(START_SECONDS)
    together = threading.Lock()
    asking = [
        threading.Thread(target=ask_until, args=(end, host, result, together), daemon=True) for _ in range(threads)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    result.round_trips, result.round_trip_seconds = side_connection.statements, side_connection.seconds
    told.put(result)


def most_in_window(arrivals: Sequence[float], seconds: float) -> int:
    """The most arrivals in any window of so many seconds."""
    most = first = 0
    for last, moment in enumerate(arrivals):
        while arrivals[first] <= moment - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def measure(
    *, processes: int = PROCESSES, threads: int = THREADS, rate: float = RATE, seconds: float = SECONDS
) -> dict[str, float]:
    """The figures of one run. Django must be set up, and the database migrated."""
    from benchmarks.asking import own_host  # noqa: PLC0415  Likewise.

    spawn = multiprocessing.get_context("spawn")
    begin, end, told = spawn.Barrier(processes + 1), spawn.Event(), spawn.Queue()
    with CountingServer(answer_seconds=0.05) as server, own_host(f"{uuid.uuid4().hex[:12]}.example", rate) as host:
        workers = [
            spawn.Process(target=work, args=(server.url, host, threads, (begin, end), told)) for _ in range(processes)
        ]
        for worker in workers:
            worker.start()
        begin.wait(START_SECONDS)
        time.sleep(seconds)
        end.set()
        results = [told.get(timeout=120) for _ in workers]
        for worker in workers:
            worker.join()
        arrivals = server.arrivals()
    return figures(arrivals, results, rate)


def figures(arrivals: Sequence[float], results: Sequence[Told], rate: float) -> dict[str, float]:
    steady = [moment for moment in arrivals if moment >= arrivals[0] + WARM_UP_SECONDS]
    total = {name: sum(asdict(one)[name] for one in results) for name in asdict(Told())}
    return {
        "requests": len(arrivals),
        "in_any_10_s": most_in_window(arrivals, WINDOW_SECONDS) / (rate * WINDOW_SECONDS),
        "used": (len(steady) - 1) / (rate * (steady[-1] - steady[0])),
        "sent_away": total["sent_away"],
        "round_trips_a_request": total["round_trips"] / max(1, total["answered"]),
        "round_trip_ms": 1000 * total["round_trip_seconds"] / max(1, total["round_trips"]),
        "slowest_wait_s": max(one.slowest_wait for one in results),
    }


def main() -> dict[str, float]:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1"}
    django.setup()
    call_command("migrate", verbosity=0)
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    result = measure(seconds=seconds)
    print(f"One host at {RATE:g} requests/s, {PROCESSES} processes with {THREADS} threads, {seconds:g} s")
    for name, value in result.items():
        print(f"  {name:24} {value:10.3f}")
    return result


if __name__ == "__main__":
    main()
