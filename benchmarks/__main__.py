"""`python -m benchmarks [NAME ...]`: each figure beside its floor and its peers, in the same run."""

import argparse
import signal
import sys
import time
from dataclasses import replace
from importlib import import_module

from benchmarks.figure import Figure, Result, Size
from benchmarks.results import keep, show
from benchmarks.servers import servers

NAMES = ("replay_speed", "cold", "steady", "unchanged", "dispatching", "memory", "growth", "budget")
ORDINARY = Size(
    boards=300,
    steady_boards=3_118,
    unchanged_boards=2_000,
    rounds=3,
    messages=10_000,
    companies=(1_000, 10_000, 100_000),
    budget_seconds=40,
)
QUICK = Size(
    boards=60,
    steady_boards=60,
    unchanged_boards=300,
    rounds=1,
    messages=1_000,
    companies=(100, 1_000),
    budget_seconds=20,
)


def main() -> int:
    arguments = _arguments()
    # What was started ends with us, however we are told to.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    size = QUICK if arguments.quick else ORDINARY
    if arguments.size:
        size = replace(size, boards=arguments.size, steady_boards=arguments.size)
    size = replace(size, rounds=arguments.rounds or size.rounds)
    names = arguments.names or NAMES
    results = list[Result]()
    with servers() as both:
        for name in names:
            figure: Figure = import_module(f"benchmarks.figures.{name}")
            began = time.monotonic()
            print(figure.TITLE, flush=True)
            results.append(figure.measure(both, size))
            print(f"  measured in {time.monotonic() - began:.0f} s", flush=True)
        keep(results, size, both.versions, names=names)
    show(results)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    known = ", ".join(NAMES)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{known}; all of them by default")
    parser.add_argument(
        "--size", type=int, help="how many boards of the crawls' 3,118 (by default 300, for the steady sweep all)"
    )
    parser.add_argument("--rounds", type=int, help="how often each contender runs (by default 3)")
    parser.add_argument("--quick", action="store_true", help="little of everything, once: whether it works")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {known}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
