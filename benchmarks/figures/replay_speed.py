"""That the replay server is not what limits: what it gives to clients that do nothing, beside the fastest contender."""

import statistics

from benchmarks.figure import Aim, Result, Size
from benchmarks.replay.listed import alike, boards
from benchmarks.servers import Servers
from benchmarks.sweeps import COMPANIES, sweeps

TITLE = "The replay server alone"
TIMES = 3
WHOLE, SMALL, FLOOR = "whole boards", "small boards", "hand-written cold sweep"


def measure(servers: Servers, size: Size) -> Result:
    with sweeps(servers, boards(size.boards)) as sweep:
        postings = sweep.boards.postings(0)
        asked = [sweep.theirs("asking.Whole", 0, COMPANIES) for _ in range(size.rounds)]
        megabytes = sweep.replay.told().sent_bytes / 1e6 / size.rounds
        floor = [sweep.theirs("hand_written.Cold", 0, COMPANIES) for _ in range(size.rounds)]
    with sweeps(servers, alike(size.unchanged_boards, 1)) as sweep:
        sweep.theirs("asking.Whole", 0, COMPANIES)
        small = [sweep.theirs("asking.Whole", 0, COMPANIES) for _ in range(size.rounds)]
    whole, one = statistics.median(asked), statistics.median(floor)
    values = {
        WHOLE: TIMES * postings / whole,
        FLOOR: postings / one,
        "whole boards, MB/s": megabytes / whole,
        "small boards, requests/s": TIMES * size.unchanged_boards / statistics.median(small),
    }
    return Result(
        "replay_speed",
        TITLE,
        "postings/s",
        values,
        {WHOLE: asked, FLOOR: floor, SMALL: small},
        [Aim("times the fastest contender", values[WHOLE] / values[FLOOR], 5)],
        {"boards": size.boards, "postings": postings},
    )
