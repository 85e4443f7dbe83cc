"""The first crawl into an empty database: every posting is read, sanitised, analysed and written."""

from benchmarks.figure import OURS, Aim, Result, Size, in_turns, rates
from benchmarks.replay.listed import boards
from benchmarks.servers import Servers
from benchmarks.sweeps import COMPANIES, sweeps

TITLE = "Cold sweep: postings with descriptions, two processes"
FLOOR, BULK, EACH, SCRAPY = "hand-written", "bulk_create", "update_or_create", "Scrapy"
BULK_TWICE = "bulk_create, two processes"
# One posting after the other is slow, and no faster with more of them.
SAMPLE = 10


def measure(servers: Servers, size: Size) -> Result:
    with sweeps(servers, boards(size.boards)) as sweep:
        few = max(5, size.boards // SAMPLE)
        all_of_them = sweep.boards.postings(0)
        sample = sum(len(sweep.boards.at[0][token]) for token in sweep.boards.tokens()[:few])
        written = dict[str, str]()

        def noted(name: str, seconds: float) -> float:
            written[name] = sweep.written()
            return seconds

        seconds = in_turns(
            size.rounds,
            {
                OURS: lambda: noted(OURS, sweep.ours(0, COMPANIES).seconds),
                FLOOR: lambda: noted(FLOOR, sweep.theirs("hand_written.Cold", 0, COMPANIES)),
                BULK: lambda: noted(BULK, sweep.theirs("django_orm.BulkCreate", 0, COMPANIES, processes=1)),
                BULK_TWICE: lambda: noted(BULK_TWICE, sweep.theirs("django_orm.BulkCreate", 0, COMPANIES)),
                EACH: lambda: sweep.theirs("django_orm.UpdateOrCreate", 0, COMPANIES, processes=1, most=few),
                SCRAPY: lambda: noted(SCRAPY, sweep.theirs("scrapy_pipeline.Scrapy", 0, COMPANIES, processes=1)),
            },
        )
        done = {name: float(sample if name == EACH else all_of_them) for name in seconds}
    values = rates(seconds, done)
    return Result(
        "cold",
        TITLE,
        "postings/s",
        values,
        seconds,
        [
            Aim("of the hand-written", values[OURS] / values[FLOOR], 0.6),
            Aim("times bulk_create", values[OURS] / values[BULK], 1),
            Aim("times bulk_create in two processes", values[OURS] / values[BULK_TWICE], 1),
            Aim("times update_or_create", values[OURS] / values[EACH], 5),
            Aim("times Scrapy", values[OURS] / values[SCRAPY], 2),
        ],
        {"boards": len(sweep.boards.tokens()), "postings": all_of_them, "postings one by one": sample},
        [f"boards: {sweep.boards.source}", "the peers: one process each, where two are not named", _alike(written)],
    )


def _alike(written: dict[str, str]) -> str:
    others = [name for name, digest in written.items() if digest != written[OURS]]
    return f"not the same rows as ours: {', '.join(others)}" if others else "all wrote the same rows"
