"""The embedded PostgreSQL of this checkout: start, stop, look at it, or begin anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.standalone import postgres
from config.standalone.place import Place, place_of
from config.standalone.postmaster import postmaster_of
from config.standalone.readiness import make_ready


class Command(BaseCommand):
    help = (
        "The embedded PostgreSQL that serves when DATABASE_URL is not set. "
        "start: up, created and migrated. stop: down, the data stays. status: whether it runs, and where. "
        "erase: down, and all of its data removed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status", "erase"])
        parser.add_argument("--yes", action="store_true", help="erase without asking")

    def handle(self, *_args: Any, action: str, yes: bool, **_options: Any) -> None:  # noqa: ANN401  Django's signature.
        place = place_of(settings.VAR_DIR)
        actions = {"start": self._start, "stop": self._stop, "status": self._status}
        if action == "erase":
            self._erase(place, asked=not yes)
        else:
            actions[action](place)

    def _start(self, place: Place) -> None:
        if not settings.STANDALONE:
            raise CommandError("DATABASE_URL is set: the embedded PostgreSQL is not used.")
        make_ready()
        self._status(place)

    def _stop(self, place: Place) -> None:
        stopped = postgres.stop(place)
        self.stdout.write("PostgreSQL is stopped." if stopped else "PostgreSQL did not run.")

    def _status(self, place: Place) -> None:
        pid = postmaster_of(place)
        if pid:
            self.stdout.write(f"PostgreSQL runs (process {pid}), data in {place.data}, socket in {place.sockets}.")
        else:
            self.stdout.write(f"PostgreSQL does not run; its data is in {place.data}.")

    def _erase(self, place: Place, *, asked: bool) -> None:
        if asked and input(f"All data in {place.base} will be gone. Type yes: ") != "yes":
            raise CommandError("Nothing was removed.")
        postgres.erase(place)
        self.stdout.write(f"{place.base} is removed.")
