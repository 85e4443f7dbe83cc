"""A sweep in which nothing changed: every board answers 304."""

from benchmarks.figure import OURS, Aim, Result, Size, in_turns, rates
from benchmarks.replay.listed import alike
from benchmarks.servers import Servers
from benchmarks.sweeps import FIRST, sweeps

TITLE = "Nothing changed: every answer is a 304"
# None of them is read again, so that few do.
POSTINGS = 4
FLOOR = "GET, publish, consume, INSERT"


def measure(servers: Servers, size: Size) -> Result:
    with sweeps(servers, alike(size.unchanged_boards, POSTINGS)) as sweep:
        sweep.read_once()
        seconds = in_turns(
            size.rounds,
            {
                OURS: lambda: sweep.ours(0, FIRST).seconds,
                FLOOR: lambda: sweep.theirs("queued.Unchanged", 0, FIRST),
            },
        )
    values = rates(seconds, dict.fromkeys(seconds, float(len(sweep.boards.tokens()))))
    return Result(
        "unchanged",
        TITLE,
        "companies/s",
        values,
        seconds,
        [Aim("of the least that it takes", values[OURS] / values[FLOOR], 0.5)],
        {"boards": len(sweep.boards.tokens())},
        [f"boards: {sweep.boards.source}"],
    )
