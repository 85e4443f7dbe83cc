"""`python -m benchmarks [NAME ...]`: each figure beside its floor and its peers, in the same run."""

import argparse
import signal
import sys
from importlib import import_module

from benchmarks.figure import Result, Size
from benchmarks.servers import servers

NAMES = ("cold", "steady", "unchanged")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=NAMES, metavar="NAME", help=f"of {', '.join(NAMES)}; all by default"
    )
    parser.add_argument("--size", type=int, help="boards of the crawls (of 3,118)")
    parser.add_argument("--rounds", type=int)
    arguments = parser.parse_args()
    size = Size(arguments.size or 200, arguments.size or 1000, arguments.rounds or 1, 1000, (100,), 5)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with servers() as both:
        for name in arguments.names or NAMES:
            result: Result = import_module(f"benchmarks.figures.{name}").measure(both, size)
            print(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
