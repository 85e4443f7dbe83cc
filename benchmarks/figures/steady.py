"""The second crawl on the first: half of the boards changed, and a tenth of the postings; absences are noted."""

from benchmarks.figure import OURS, Aim, Result, Size, in_turns, rates
from benchmarks.replay.listed import boards
from benchmarks.servers import Servers
from benchmarks.sweeps import FIRST, sweeps

TITLE = "Steady sweep: the second crawl on the first"
FLOOR = "hand-written"


def measure(servers: Servers, size: Size) -> Result:
    with sweeps(servers, boards(size.steady_boards)) as sweep:
        sweep.read_once()
        seconds = in_turns(
            size.rounds,
            {
                OURS: lambda: sweep.ours(1, FIRST).seconds,
                FLOOR: lambda: sweep.theirs("conditional.Steady", 1, FIRST),
            },
        )
    values = rates(seconds, dict.fromkeys(seconds, float(len(sweep.boards.tokens()))))
    return Result(
        "steady",
        TITLE,
        "companies/s",
        values,
        seconds,
        [Aim("of the hand-written", values[OURS] / values[FLOOR], 0.5)],
        {"boards": len(sweep.boards.tokens()), "postings": sweep.boards.postings(1)},
        [f"boards: {sweep.boards.source}"],
    )
