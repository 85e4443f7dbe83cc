"""Compile kept criteria again that an older compiler left. Run after each release; it changes nothing twice."""

from typing import Any

from django.core.management.base import BaseCommand

from search.keep import recompile_page


class Command(BaseCommand):
    help = "Compile kept criteria of older compilers again."

    def handle(self, **_options: Any) -> None:  # noqa: ANN401  Django's signature.
        pages, after_id = 0, recompile_page(0)
        while after_id is not None:
            pages, after_id = pages + 1, recompile_page(after_id)
        self.stdout.write(f"Kept criteria are up to date ({pages + 1} pages looked at).")
