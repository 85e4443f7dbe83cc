"""Before a command of manage.py: the embedded PostgreSQL runs, and its tables are those of this release."""

import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.utils import ProgrammingError

from config.standalone import postgres
from config.standalone.failure import StandaloneFailure
from config.standalone.lock import locked
from config.standalone.place import Place, place_of

# These use no database, or start it themselves.
WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "demo",
        "diffsettings",
        "discover",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "parse_payload",
        "standalone",
        "startapp",
        "version",
    }
)
# These want the tables as they are.
WITHOUT_MIGRATING = frozenset({"dbshell", "migrate", "showmigrations", "sqlmigrate"})
MIGRATE_SECONDS = 300


def make_ready_for(arguments: Sequence[str]) -> None:
    """What `manage.py COMMAND ...` needs, and nothing for commands without a database. Raises StandaloneFailure."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command in WITHOUT_DATABASE or command.startswith("-") or {"--help", "-h"} & set(arguments):
        return
    _refuse_unreadable_address()
    if not settings.STANDALONE:
        return
    django.setup()
    if command not in get_commands():
        return
    make_ready(migrated=command not in WITHOUT_MIGRATING)


def make_ready(*, migrated: bool = True) -> None:
    """Start the embedded PostgreSQL and migrate it where needed. Needs `django.setup()`. Raises StandaloneFailure."""
    place = place_of(settings.VAR_DIR)
    postgres.start(place)
    if migrated and _is_behind():
        _migrate(place)


def _refuse_unreadable_address() -> None:
    for problem in settings.ENVIRONMENT.problems:
        if problem.variable == "DATABASE_URL":
            raise StandaloneFailure(f"{problem.message} {problem.hint}")


def _migrate(place: Place) -> None:
    with locked(place.lock, MIGRATE_SECONDS):
        if _is_behind():
            sys.stderr.write("Preparing the embedded database …\n")
            call_command("migrate", interactive=False, verbosity=0)


def _is_behind() -> bool:
    """Whether a migration of this release is missing, by one query and the names of files: nothing is imported."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except ProgrammingError:
        return True
    return not _written() <= applied


def _written() -> set[tuple[str, str]]:
    return {
        (app.label, path.stem)
        for app in apps.get_app_configs()
        for path in (Path(app.path) / "migrations").glob("[!_]*.py")
    }
