"""Read stored postings again that another reader read; ended at any moment, it goes on where it was.

Run it after a release, and after an edit of a list in `ingest/reading`.
"""

from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import Progress

from ingest.rereading import reread_page, stale_count


class Command(BaseCommand):
    help = "Read places, salaries, skills and the like out of stored postings again, with today's rules."

    def handle(self, **_options: Any) -> None:  # noqa: ANN401  Django's signature.
        read = changed = after_id = 0
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Postings read", total=stale_count())
            while True:
                page = reread_page(after_id)
                read, changed = read + page.read, changed + page.changed
                progress.advance(task, page.read)
                if page.last_id is None:
                    break
                after_id = page.last_id
        self.stdout.write(f"{read:,} postings read again, {changed:,} of them say something else now.")
