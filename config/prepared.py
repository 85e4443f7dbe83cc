"""A cursor for statements that run again and again: PostgreSQL parses and plans each once on a connection.

Django's own cursors write the values into the statement, so that each one is new to PostgreSQL; here they travel beside
it. Planning was two fifths of PostgreSQL's work in a visit that found nothing new.
"""

from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


def prepared_cursor() -> CursorWrapper:
    """For statements with a constant text. What has no type where it stands, as in `CASE WHEN %s`, needs a cast.

    While Django logs statements, it is one of Django's own, of which the log shows the values.
    """
    if connection.queries_logged:
        return connection.cursor()
    with connection.wrap_database_errors:
        connection.ensure_connection()
        # django-stubs knows only Django's own cursors.
        cursor: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(cursor)
