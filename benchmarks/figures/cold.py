"""The first crawl into an empty database: every posting is read, sanitised, analysed and written."""

from benchmarks.figure import OURS, Aim, Result, Size, in_turns, rates
from benchmarks.servers import Servers
from benchmarks.sweeps import COMPANIES, sweeps

TITLE = "Cold sweep"
FLOOR = "hand-written"


def measure(servers: Servers, size: Size) -> Result:
    with sweeps(servers, size.boards) as sweep:
        postings = sweep.boards.postings(0)
        seconds = in_turns(
            size.rounds,
            {
                OURS: lambda: sweep.ours(0, COMPANIES).seconds,
                FLOOR: lambda: sweep.theirs("benchmarks.contenders.hand_written.Cold", 0, COMPANIES).seconds,
            },
        )
        values = rates(seconds, {OURS: postings, FLOOR: postings})
    return Result(
        "cold",
        TITLE,
        "postings/s",
        values,
        seconds,
        [Aim("of the hand-written", values[OURS] / values[FLOOR], 0.6)],
        {"boards": len(sweep.boards.tokens()), "postings": postings},
    )
