"""`manage.py discover URL`: which board a careers URL or a company's page is, or what was tried."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ingest.recognising.evidence import Candidate
from ingest.recognising.search import find_board


class Command(BaseCommand):
    help = "Print the source and the token of the board that a careers URL, or a page of the company's own, shows."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url")

    def handle(self, **options: Any) -> None:  # noqa: ANN401  Django's signature.
        finding = find_board(options["url"])
        if finding.best is None:
            raise CommandError(finding.reason)
        self.stdout.write(_line(finding.best))
        self.stdout.write(f"  because {finding.best.evidence}")
        for other in finding.candidates[1:]:
            self.stdout.write(f"  also seen: {_line(other)}, because {other.evidence}")


def _line(candidate: Candidate) -> str:
    board = candidate.board
    return f"{board.source} {board.slug}" + (f" (region {board.region})" if board.region else "")
