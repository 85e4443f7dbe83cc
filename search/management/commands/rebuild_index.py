"""Build the index anew beside the one that answers, and let it take over."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.clock import clock
from search import indexes, indexing
from search.opensearch import IndexUnavailable


class Command(BaseCommand):
    help = "Build the search index anew. Searches are answered by the old one meanwhile; what changes goes to both."

    def handle(self, **_options: Any) -> None:  # noqa: ANN401  Django's signature.
        if not settings.OPENSEARCH_URL:
            raise CommandError("OPENSEARCH_URL is not set: there is no index, and PostgreSQL answers searches.")
        indexes.start_building(clock.now())
        pages, after_id = 0, 0
        try:
            while (go_on := indexing.send_page(after_id, clock.now())) is not None:
                pages, after_id = pages + 1, go_on
        except IndexUnavailable as error:
            raise CommandError(f"{error} The workers go on from there as soon as they can.") from error
        live = indexes.targets().live
        self.stdout.write(f"{live} answers now, after {pages + 1} pages.")
