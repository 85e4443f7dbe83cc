"""What a sweep over all companies came to, while it goes on and at its end."""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from ingest.models.run import FAILURES, Outcome
from ingest.outcome import COUNTS
from ingest.visit_all import Visited

FAULT = "a fault of ours"


@dataclass(slots=True)
class SweepReport:
    """Counts of visits by outcome and of postings by what became of them. `companies` are those that were visited."""

    began_at: float = field(default_factory=time.monotonic)
    outcomes: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    companies: set[int] = field(default_factory=set)

    def add(self, visited: Visited) -> None:
        if visited.faulty:
            self.outcomes[FAULT] += 1
        elif visited.run is not None:
            self.outcomes[Outcome(visited.run.outcome).value] += 1
            self.counts.update({name: getattr(visited.run, name) for name in COUNTS})
        self.companies.add(visited.company_id)

    @property
    def seconds(self) -> float:
        return max(0.001, time.monotonic() - self.began_at)

    @property
    def failures(self) -> dict[str, int]:
        """Failed visits by kind, most frequent first. One that waits for its host's budget counts, and comes back."""
        kinds = {*FAILURES, FAULT}
        return {kind: count for kind, count in self.outcomes.most_common() if kind in kinds}

    def as_json(self) -> dict[str, Any]:
        return {
            "companies": len(self.companies),
            "visits": self.outcomes.total(),
            "seconds": round(self.seconds, 1),
            "outcomes": dict(self.outcomes),
            "failures": self.failures,
            **{name: self.counts[name] for name in COUNTS},
        }

    def line(self) -> str:
        rate = f"{len(self.companies) / self.seconds:.1f} companies/s"
        requests = f"{self.counts['requests'] / self.seconds:.1f} requests/s"
        new = f"{self.counts['created']} new, {self.counts['changed']} changed, {self.counts['closed']} closed"
        failed = ", ".join(f"{count} {kind}" for kind, count in self.failures.items())
        return " · ".join(part for part in (rate, requests, new, failed) if part)


def follow(visits: Iterable[Visited], total: int, console: Console) -> SweepReport:
    """Count the visits behind a progress bar."""
    report = SweepReport()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    text = TextColumn("{task.description}")
    with _quiet("ingest.crawl"), Progress(*columns, text, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)
        for visited in visits:
            report.add(visited)
            progress.update(task, completed=len(report.companies), description=report.line())
    return report


def table(report: SweepReport, total: int) -> Table:
    result = Table(title=f"{len(report.companies)} of {total} companies in {report.seconds:.1f} s")
    result.add_column("outcome")
    result.add_column("visits", justify="right")
    for outcome, count in report.outcomes.most_common():
        result.add_row(outcome, f"{count:,}")
    result.add_section()
    for name in COUNTS:
        result.add_row(name.replace("_", " "), f"{report.counts[name]:,}")
    return result


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Without a line for each visit, which would tear the progress bar."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
