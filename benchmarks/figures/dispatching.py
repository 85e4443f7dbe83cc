"""Ten thousand companies are due: reserved in PostgreSQL and published to RabbitMQ, beside the publishing alone."""

from benchmarks.figure import OURS, Aim, Result, Size, in_turns, rates
from benchmarks.replay.listed import alike
from benchmarks.servers import Servers
from benchmarks.sweeps import COMPANIES, SCRATCH, Sweeps, sweeps
from benchmarks.together import run_together

TITLE = "Dispatch of due companies to RabbitMQ"
RAW = "raw confirmed publish"


def measure(servers: Servers, size: Size) -> Result:
    with sweeps(servers, alike(size.messages, 1)) as sweep:
        seconds = in_turns(
            size.rounds,
            {
                OURS: lambda: _timed(sweep, "dispatching.Ours", size),
                RAW: lambda: _timed(sweep, "dispatching.Raw", size),
            },
        )
    values = rates(seconds, dict.fromkeys(seconds, float(size.messages)))
    return Result(
        "dispatching",
        TITLE,
        "messages/s",
        values,
        seconds,
        [Aim("times the raw publish's time", values[RAW] / values[OURS], 1.5, at_most=True)],
        {"messages": size.messages},
    )


def _timed(sweep: Sweeps, name: str, size: Size) -> float:
    sweep.begin(0, COMPANIES)
    with sweep.servers.queues() as broker:
        # All of them in one go, as many as there are: hosts behind a gateway have no budget.
        environment = sweep.servers.environment(SCRATCH, broker=broker, gateway=sweep.replay.url)
        environment["INGEST_SLOTS"] = str(size.messages)
        ran = run_together(f"benchmarks.contenders.{name}", [size.messages], environment)
    if ran.told != [size.messages]:
        raise RuntimeError(f"{size.messages} messages were expected: {ran.told}")
    return ran.seconds
