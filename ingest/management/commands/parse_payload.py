"""`manage.py parse_payload SOURCE FILE`: the pure parser alone, without database, network or broker."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ingest.parse_files import as_json, parse, token_of
from ingest.sources import SOURCES, source_named
from ingest.sources.types import MalformedPayload


class Command(BaseCommand):
    help = "Print the postings of a vendor's answer as JSON, one a line; items that cannot be read on standard error."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", choices=sorted(SOURCES))
        parser.add_argument("file", type=Path, help="a listing, or a posting's detail")
        parser.add_argument("--detail", type=Path, nargs="+", action="extend", default=[], metavar="FILE")
        parser.add_argument("--url", help="the board's careers URL, where addresses are built from its name")

    def handle(self, **options: Any) -> None:  # noqa: ANN401  Django's signature.
        source = source_named(options["source"])
        try:
            token = token_of(source, options["url"])
            body, details = options["file"].read_bytes(), [path.read_bytes() for path in options["detail"]]
            parsed = parse(source, body, details, token)
        except (MalformedPayload, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        for posting in parsed.postings:
            self.stdout.write(as_json(posting))
        for item in parsed.bad:
            self.stderr.write(f"{item.external_id or 'an item without an id'}: {item.reason}")
