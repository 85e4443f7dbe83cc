"""`manage.py discover URL`: which board a careers URL is, or what was tried."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ingest.recognise import recognise, tried


class Command(BaseCommand):
    help = "Print the source and the token of the board that a careers URL shows."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url")

    def handle(self, **options: Any) -> None:  # noqa: ANN401  Django's signature.
        board = recognise(options["url"])
        if board is None:
            raise CommandError(f"No board was recognised in {options['url']}; tried {tried()}.")
        region = f" (region {board.region})" if board.region else ""
        self.stdout.write(f"{board.source} {board.slug}{region}")
