"""`manage.py standalone`: all of Rolewatch in one process, and the embedded PostgreSQL of this checkout."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.standalone import postgres
from config.standalone.ending import interrupted_by_signals, leave, wait_for_ever
from config.standalone.erasing import erase
from config.standalone.place import Place, place_of
from config.standalone.postmaster import postmaster_of
from config.standalone.readiness import make_ready
from config.standalone.runner import database, everything


class Command(BaseCommand):
    help = (
        "run: pages, workers and beat in this process, until Ctrl-C. The others are about the embedded PostgreSQL that "
        "serves when DATABASE_URL is not set. start: up, created and migrated. stop: down, the data stays. "
        "status: whether it runs, and where. erase: down, and all data and mails removed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["run", "start", "stop", "status", "erase"])
        parser.add_argument("--port", type=int, default=8000, help="of the pages")
        parser.add_argument("--yes", action="store_true", help="erase without asking")

    def handle(self, *_args: Any, action: str, port: int, yes: bool, **_options: Any) -> None:  # noqa: ANN401
        place = place_of(settings.VAR_DIR)
        if action == "run":
            self._run(port)
        elif action == "start":
            self._start(place)
        elif action == "stop":
            self.stdout.write("PostgreSQL is stopped." if postgres.stop(place) else "PostgreSQL did not run.")
        elif action == "status":
            self._show(place)
        else:
            self._erase(place, asked=not yes)

    def _run(self, port: int) -> None:
        self.check()
        with interrupted_by_signals(), suppress(KeyboardInterrupt), database(), everything(port):
            self.stdout.write(f"Rolewatch runs at http://127.0.0.1:{port} until Ctrl-C.")
            wait_for_ever()
        leave(0)

    def _start(self, place: Place) -> None:
        if not settings.STANDALONE:
            raise CommandError("DATABASE_URL is set: the embedded PostgreSQL is not used.")
        make_ready()
        self._show(place)

    def _show(self, place: Place) -> None:
        pid = postmaster_of(place)
        if pid:
            self.stdout.write(f"PostgreSQL runs (process {pid}), data in {place.data}, socket in {place.sockets}.")
        else:
            self.stdout.write(f"PostgreSQL does not run; its data is in {place.data}.")

    def _erase(self, place: Place, *, asked: bool) -> None:
        if asked and input(f"The data in {place.base} and all mails will be gone. Type yes: ") != "yes":
            raise CommandError("Nothing was removed.")
        erase(settings.VAR_DIR)
        self.stdout.write("The data and the mails are removed.")
