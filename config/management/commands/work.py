"""`manage.py work QUEUE`: one worker process, which consumes exactly that queue."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.celery import app
from config.preflight import preflight
from config.queues import NAMES, SLOTS
from config.workers import worker_of


class Command(BaseCommand):
    help = "Consume one queue until SIGTERM; then finish what is running and exit."
    requires_system_checks: list[str] = []  # The same checks are made by preflight, which says one sentence.

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queue", choices=NAMES)
        parser.add_argument("--slots", type=int, help="How many tasks at a time (by default what suits the queue).")

    def handle(self, *_args: Any, queue: str, slots: int | None, **_options: Any) -> None:  # noqa: ANN401
        preflight()
        if settings.IN_MEMORY_BROKER:
            raise CommandError(
                "CELERY_BROKER_URL is not set: without a broker the worker runs inside `manage.py demo`."
            )
        worker = worker_of(app, queue, slots or SLOTS[queue])
        worker.start()
        sys.exit(worker.exitcode or 0)
