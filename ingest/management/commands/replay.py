"""`manage.py replay SOURCE|BOARD`: parse the kept raw answers with today's code, and show what would change."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, OuterRef, QuerySet
from rich.console import Console

from config.clock import clock
from ingest.management.replay_report import Replayed, Totals, table
from ingest.models import Board, RawAnswer
from ingest.raw_answers.applying import Visited, apply
from ingest.raw_answers.differing import differences
from ingest.raw_answers.reading import read_again
from ingest.recognise import recognise
from ingest.schedule import ClaimLost
from ingest.sources import SOURCES

MOST_ROWS = 200
APPLIED = (
    "Written as a visit writes it. Nothing was closed or reopened, and no validator stored: the next visit of these "
    "boards reads them in full."
)
NOT_APPLIED = "Nothing was written; --apply writes what is created and changed."


class Command(BaseCommand):
    help = "Parse the kept raw answers with today's code, and show what differs from the stored postings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", help="a source, or a board: source/token, or its careers URL")
        parser.add_argument("--apply", action="store_true", help="write postings that are created or changed")
        parser.add_argument("--json", action="store_true", help="one JSON object for each board, and then the totals")
        parser.add_argument("--most", type=int, default=MOST_ROWS, help="rows of each board's table")

    def handle(self, **options: Any) -> None:  # noqa: ANN401  Django's signature.
        boards = _boards(options["target"])
        if not boards.exists():
            raise CommandError(f"No raw answer is kept of {options['target']}.")
        totals = Totals()
        for replayed in _replayed(boards, writes=options["apply"]):
            totals.add(replayed)
            if options["json"]:
                self.stdout.write(json.dumps(replayed.as_json(), default=str))
            elif replayed.differences.items or replayed.row is None or replayed.notes:
                self._show(replayed, options["most"])
        self._conclude(totals, as_json=options["json"], applied=options["apply"])

    def _show(self, replayed: Replayed, most: int) -> None:
        console = Console()
        with console.capture() as shown:
            console.print(table(replayed, most))
        self.stdout.write(shown.get())

    def _conclude(self, totals: Totals, *, as_json: bool, applied: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(totals.as_json() | {"applied": applied}))
            return
        self.stdout.write(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in totals.as_json().items()))
        self.stdout.write(APPLIED if applied else NOT_APPLIED)


def _boards(target: str) -> QuerySet[Board]:
    kept = Board.objects.filter(Exists(RawAnswer.objects.filter(board=OuterRef("pk")))).select_related("company")
    if target in SOURCES:
        return kept.filter(source=target).order_by("id")
    source, _slash, token = target.partition("/")
    if source not in SOURCES:
        found = recognise(target)
        if found is None:
            raise CommandError(f"{target} is neither a source, nor source/token, nor the careers URL of a board.")
        source, token = found.source, found.token
    return kept.filter(source=source, token__iexact=token).order_by("id")


def _replayed(boards: QuerySet[Board], *, writes: bool) -> Iterator[Replayed]:
    for board in boards.iterator(chunk_size=100):
        read = read_again(board)
        if isinstance(read, list):
            yield Replayed(board, notes=[f"no answer can be read: {reason}" for reason in read])
            continue
        notes = [f"not read: {reason}" for reason in read.skipped]
        if read.row.left_out:
            notes.append(f"{read.row.left_out:,} answers were too much to be kept; what they held seems lost here")
        found, written = differences(board, read), 0
        if writes:
            try:
                result = apply(board, read, found, clock.now())
                written = result.created + result.changed
            except (Visited, ClaimLost) as error:
                notes.append(f"not written: {error}")
        yield Replayed(board, read.row, found, written, notes)
