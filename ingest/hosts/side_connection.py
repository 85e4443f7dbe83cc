"""The process's one connection beside those of its threads, for what all workers share.

What is asked here must be seen by everybody at once, whatever transaction the asking thread is in (a dry run rolls its
own back), and threads that only fetch need no connection of their own.
"""

import threading
import time
from collections.abc import Mapping
from typing import Any

from django.db import connection as thread_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import InterfaceError, OperationalError

from config.prepared import prepared_cursor

Row = tuple[Any, ...]


class SideConnection:
    """Each statement is a transaction. One thread at a time uses it; the others wait."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.RLock()
        self._connection: BaseDatabaseWrapper | None = None
        # What it has cost so far.
        self.statements = 0
        self.seconds = 0.0

    def rows(self, statement: str, values: Mapping[str, Any]) -> list[Row]:
        """What the statement returns. Tried again once where the connection was lost while it lay idle."""
        with self._one_at_a_time:
            was_open = self._connection is not None
            try:
                return self._execute(statement, values)
            except (InterfaceError, OperationalError):
                is_lost = self._connection is None or not self._connection.is_usable()
                self.close()
                if not (was_open and is_lost):
                    raise
                return self._execute(statement, values)

    def close(self) -> None:
        with self._one_at_a_time:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _execute(self, statement: str, values: Mapping[str, Any]) -> list[Row]:
        if self._connection is None:
            self._connection = thread_connection.copy()
            self._connection.inc_thread_sharing()
        began = time.perf_counter()
        with prepared_cursor(self._connection) as cursor:
            cursor.execute(statement, values)
            found: list[Row] = cursor.fetchall() if cursor.description else []
        self.statements += 1
        self.seconds += time.perf_counter() - began
        if "pool" in self._connection.settings_dict["OPTIONS"]:
            # Back to the pool, whose size counts the threads.
            self._connection.close()
        return found


side_connection = SideConnection()
