"""`manage.py send_digests`: build what is due and send what is ready, without a broker; or only show it."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from config.clock import clock
from notifications.delivery import deliver, repair_attempts
from notifications.digests import build_page
from notifications.models import Delivery
from notifications.models.delivery import State
from notifications.preview import Planned, planned

WIDTH_OF_A_FILE = 160


class Command(BaseCommand):
    help = "Build the digests that are due and send those that are ready, here and now, without a broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="write and send nothing, only show what would be sent, to whom and why",
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401  Django's signature.
        at = clock.now()
        if options["dry_run"]:
            self._show(list(planned(at)))
            return
        repair_attempts(at)
        _build(at)
        outcomes = Counter(_deliver(at))
        self.stdout.write(
            ", ".join(f"{count} {what}" for what, count in sorted(outcomes.items())) or "Nothing was due."
        )

    def _show(self, mails: list[Planned]) -> None:
        console = Console(width=None if self.stdout.isatty() else WIDTH_OF_A_FILE)
        table = Table("To", "Slot", "State", "Posting", "Company", "Why")
        for mail in mails:
            table.add_section()
            for number, item in enumerate(mail.items):
                head = (mail.address, mail.slot, mail.state) if number == 0 else ("", "", "")
                table.add_row(*head, item.title, item.company, item.why)
            if not mail.items:
                table.add_row(mail.address, mail.slot, mail.state)
        with console.capture() as shown:
            console.print(table, markup=False)
        if mails:
            self.stdout.write(shown.get())
        self.stdout.write(f"{len(mails)} mails, {sum(len(mail.items) for mail in mails)} postings.")


def _build(at: datetime) -> None:
    after_id: int | None = 0
    while after_id is not None:
        after_id = build_page(after_id, at)


def _deliver(at: datetime) -> Iterator[str]:
    """What became of each digest that is ready at `at`."""
    ready = Delivery.objects.filter(state=State.READY, retry_at__lte=at).order_by("-urgent", "retry_at", "pk")
    for digest_id in list(ready.values_list("pk", flat=True)):
        outcome = deliver(digest_id, at)
        yield outcome.name.lower() if outcome else "not wanted"
