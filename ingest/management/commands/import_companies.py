"""`manage.py import_companies FILE.csv`: watch every board of a list."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from config.clock import clock
from ingest import stages
from ingest.importing import Imported, import_companies, rows_of
from ingest.importing.rows import NotAListOfBoards, write_report

SHOWN = 20


class Command(BaseCommand):
    help = "Watch the boards of a CSV file with the columns ats, slug, name, url. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--only", default="", help="only these sources, with commas")
        parser.add_argument("--limit", type=int, help="only the first rows")
        parser.add_argument("--report", type=Path, help="write the bad rows to this CSV file")

    def handle(self, **options: Any) -> None:  # noqa: ANN401  Django's signature.
        only = frozenset(options["only"].lower().split(",")) - {""}
        try:
            with options["file"].open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                result = self._import(lines, options["file"].stat().st_size, only, options["limit"])
        except (OSError, NotAListOfBoards) as error:
            raise CommandError(str(error)) from error
        self._say(result, options["report"])
        stages.wake("dispatch")

    def _import(self, lines: TextIO, size: int, only: frozenset[str], limit: int | None) -> Imported:
        result = Imported()
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Importing", total=size)

            def counted() -> Iterator[str]:
                for line in lines:
                    progress.advance(task, len(line.encode()))
                    yield line

            rows: Iterable[Any] = islice(rows_of(counted(), only=only), limit)
            for result in import_companies(rows, clock.now()):
                progress.update(task, description=f"{result.added} added, {len(result.bad)} bad")
        return result

    def _say(self, result: Imported, report: Path | None) -> None:
        for bad in result.bad[:SHOWN]:
            self.stderr.write(f"line {bad.line}: {bad.reason}")
        if len(result.bad) > SHOWN:
            self.stderr.write(f"and {len(result.bad) - SHOWN} more; --report FILE writes all of them")
        if report is not None:
            with report.open("w", newline="", encoding="utf-8") as file:
                write_report(result.bad, file)
        self.stdout.write(f"{result.added} companies added, {result.known} known already, {len(result.bad)} bad rows")
