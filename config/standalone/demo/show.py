"""What the demo says as it goes: to people on the terminal, or to programs as one JSON object and nothing else."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import TextIO

from rich.console import Console
from rich.table import Table

from config.standalone.demo.tally import Tally


class Show:
    """With `as_json`, steps go to standard error, which leaves standard output to the object."""

    def __init__(self, out: TextIO, err: TextIO, *, as_json: bool) -> None:
        self.as_json = as_json
        self._out = out
        self._steps = Console(file=err if as_json else out, highlight=False, soft_wrap=True)
        self._final = Console(file=out, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, title: str) -> Iterator[list[str]]:
        """A line when it begins, on a terminal with a spinner, and what came of it, which the block appends."""
        came: list[str] = []
        with self._steps.status(title):
            if not self._steps.is_terminal:
                self._steps.print(f"{title} …")
            yield came
        self._steps.print(f"[green]✓[/green] {title}{': ' if came else ''}{', '.join(came)}")

    def line(self, text: str) -> None:
        self._steps.print(text)

    def result(self, tally: Tally, seconds: Mapping[str, float]) -> None:
        if self.as_json:
            self._out.write(json.dumps({**asdict(tally), "seconds": dict(seconds)}) + "\n")
            return
        table = Table(title="One cycle", show_header=False)
        for name, value in asdict(tally).items():
            table.add_row(name.replace("_", " "), str(value))
        for stage, spent in seconds.items():
            table.add_row(f"seconds in {stage}", f"{spent:.2f}")
        self._final.print(table)
