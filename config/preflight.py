"""What web, worker and beat look at before they start, so that a wrong setting is one sentence and not a traceback."""

from django.core.checks import run_checks
from django.core.management.base import CommandError
from django.db import OperationalError, connection


def preflight() -> None:
    """Raises CommandError with one sentence when a setting is wrong or the database cannot be used."""
    wrong = [message for message in run_checks() if message.is_serious()]
    if wrong:
        more = f" ({len(wrong) - 1} more: manage.py check)" if len(wrong) > 1 else ""
        raise CommandError(f"{wrong[0].msg} {wrong[0].hint or ''}".strip() + more)
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"The database of DATABASE_URL cannot be used: {reason}") from error
    finally:
        # A server that forks must not hand its connections to its children.
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
