"""A cursor for statements that run again and again: PostgreSQL parses and plans each once on a connection.

Django's own cursors write the values into the statement, so that each one is new to PostgreSQL; here they travel beside
it. Planning was two fifths of PostgreSQL's work in a visit that found nothing new.
"""

from typing import Any

import psycopg
from django.db import connection as thread_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


def prepared_cursor(connection: BaseDatabaseWrapper | None = None) -> CursorWrapper:
    """For statements with a constant text. What has no type where it stands, as in `CASE WHEN %s`, needs a cast.

    On this thread's connection, unless another one is given. While Django logs statements, it is one of Django's own
    cursors, of which the log shows the values.
    """
    connection = connection or thread_connection
    if connection.queries_logged:
        return connection.cursor()
    with connection.wrap_database_errors:
        connection.ensure_connection()
        # django-stubs knows only Django's own cursors.
        cursor: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(cursor)
