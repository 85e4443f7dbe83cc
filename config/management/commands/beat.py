"""`manage.py beat`: sends what is due by the schedule in the admin. Two of them do no harm: one leads, one waits."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.celery import app
from config.preflight import preflight

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send the periodic tasks that are due, until SIGTERM."
    requires_system_checks: list[str] = []  # The same checks are made by preflight, which says one sentence.

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401  Django's signature.
        preflight()
        if settings.IN_MEMORY_BROKER:
            raise CommandError("CELERY_BROKER_URL is not set: without a broker beat runs inside `manage.py demo`.")
        log.info("Beat starts", extra={"release": settings.VERSION})
        app.Beat(loglevel=settings.LOG_LEVEL, quiet=True).run()
