"""Prints the one-time link with which the first administrator chooses an address and a password."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.first_admin import is_needed, link_for_first_admin


class Command(BaseCommand):
    help = "Print the one-time link for the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-none", action="store_true", help="Print nothing when there is an administrator.")

    def handle(self, *_args: Any, if_none: bool, **_options: Any) -> None:  # noqa: ANN401  Django's signature.
        if is_needed():
            self.stdout.write(
                f"The first administrator opens this link, once, within a week:\n{link_for_first_admin()}"
            )
        elif not if_none:
            raise CommandError("There is an administrator already; `manage.py createsuperuser` makes another one.")
