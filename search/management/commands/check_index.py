"""Compare the index with the database, and repair it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ingest import stages
from search.drift import find_drift, repair
from search.opensearch import IndexUnavailable


class Command(BaseCommand):
    help = "Compare the search index with the database. Exits 1 when they differ, unless --repair is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="Send again what differs, remove what has no posting."
        )

    def handle(self, *, repair: bool, **_options: Any) -> None:  # noqa: ANN401  Django's signature.
        if not settings.OPENSEARCH_URL:
            raise CommandError("OPENSEARCH_URL is not set: there is no index, and PostgreSQL answers searches.")
        try:
            self._check(with_repair=repair)
        except IndexUnavailable as error:
            raise CommandError(f"The index cannot be checked: {error}") from error

    def _check(self, *, with_repair: bool) -> None:
        drift = find_drift()
        figures = (
            f"{len(drift.lost)} lost, {len(drift.ahead)} ahead of the database, {len(drift.gone)} without a posting"
        )
        self.stdout.write(f"{drift.checked} postings: {figures}.")
        if drift and not with_repair:
            raise CommandError("The index differs from the database. --repair makes them equal.")
        if drift:
            repair(drift)
            stages.wake("index")
            self.stdout.write("Repaired: the index stage sends what differs.")
