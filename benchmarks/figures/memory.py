"""The memory of one worker with sixteen threads during a cold sweep, beside a worker that does nothing with as many."""

import statistics
import subprocess
import sys
import time

from benchmarks.figure import OURS, Aim, Result, Size
from benchmarks.replay.listed import boards
from benchmarks.resident import megabytes, watched
from benchmarks.servers import Servers, inherited
from benchmarks.sweeps import COMPANIES, SCRATCH, Sweeps, sweeps
from benchmarks.together import run_together
from benchmarks.workers import Worker, workers
from config.development.running import CHECKOUT

TITLE = "Memory of a worker with 16 threads in a cold sweep"
BARE = "bare threads worker"
THREADS = 16
MESSAGES = 500


def measure(servers: Servers, size: Size) -> Result:
    with sweeps(servers, boards(size.boards)) as sweep:
        bare = [_bare(servers) for _ in range(min(size.rounds, 2))]
        ours = [_ours(sweep) for _ in range(min(size.rounds, 2))]
        tokens, postings = len(sweep.boards.tokens()), sweep.boards.postings(0)
    base = statistics.median(bare)
    peak = statistics.median(max(seen) for seen in ours)
    return Result(
        "memory",
        TITLE,
        "MB at most",
        {OURS: peak, BARE: base},
        {},
        [
            Aim("MB more a slot than bare", (peak - base) / THREADS, 12, at_most=True),
            Aim("last third over the second", statistics.median(_growth(seen) for seen in ours), 1.1, at_most=True),
        ],
        {"boards": tokens, "postings": postings, "threads": THREADS},
        [f"boards: {sweep.boards.source}"],
    )


def _growth(seen: list[float]) -> float:
    third = max(1, len(seen) // 3)
    return max(seen[-third:]) / max(seen[third : 2 * third] or seen)


def _ours(sweep: Sweeps) -> list[float]:
    sweep.begin(0, COMPANIES)
    kinds = (Worker("ingest", THREADS), Worker("dispatch", 1))
    with sweep.servers.queues() as broker:
        environment = sweep.servers.environment(SCRATCH, broker=broker, gateway=sweep.replay.url)
        with workers(kinds, environment, sweep.servers.folder / "workers.log") as pids, watched(pids[0]) as seen:
            run_together("benchmarks.contenders.ours.Ours", [len(sweep.boards.tokens())], environment)
    return seen


def _bare(servers: Servers) -> float:
    with servers.queues() as broker:
        environment = inherited({"CELERY_BROKER_URL": broker})
        command = [sys.executable, "-m", "celery", "-A", "benchmarks.contenders.bare", "worker", "--pool", "threads"]
        with (servers.folder / "bare.log").open("ab") as log:
            worker = subprocess.Popen(
                [*command, "--concurrency", str(THREADS)], cwd=CHECKOUT, env=environment, stdout=log, stderr=log
            )
        try:
            publish = f"from benchmarks.contenders.bare import publish; publish({MESSAGES})"
            subprocess.run([sys.executable, "-c", publish], cwd=CHECKOUT, env=environment, check=True, timeout=60)
            time.sleep(3)
            return megabytes(worker.pid)
        finally:
            worker.terminate()
            worker.wait(20)
