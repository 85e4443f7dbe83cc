"""How exactly a host's budget is kept; measured by `benchmarks.host_budget`, on a database of its own."""

import subprocess
import sys

from benchmarks.figure import OURS, Aim, Result, Size
from benchmarks.servers import MIGRATED, Servers, inherited
from benchmarks.sweeps import SCRATCH
from config.development.running import CHECKOUT

TITLE = "Budget of a host: 8 processes with 16 threads at 20 requests/s"


def measure(servers: Servers, size: Size) -> Result:
    servers.make_database(SCRATCH, MIGRATED)
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.host_budget", str(size.budget_seconds)],
        cwd=CHECKOUT,
        env=inherited(servers.environment(SCRATCH)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    )
    servers.drop_database(SCRATCH)
    figures = dict(_figure(line) for line in told.stdout.splitlines() if line.startswith("  "))
    return Result(
        "budget",
        TITLE,
        "of the budget",
        {OURS: figures["used"]},
        {},
        [
            Aim("of the budget in any 10 s", figures["in_any_10_s"], 1.1, at_most=True),
            Aim("of the budget used", figures["used"], 0.95),
        ],
        {"seconds": size.budget_seconds},
        [f"{name}: {value:g}" for name, value in figures.items() if name not in {"used", "in_any_10_s"}],
    )


def _figure(line: str) -> tuple[str, float]:
    name, value = line.split()
    return name, float(value)
