"""Beat under a leader row: a second beat waits, and takes over. The schedule is the one in the admin."""

import logging
import os
import socket
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.utils import Error as DatabaseError
from django_celery_beat.schedulers import DatabaseScheduler

from config.heartbeat_file import show_alive
from operations.leadership import lead, step_down

log = logging.getLogger(__name__)

ROLE = "beat"


class LeaderScheduler(DatabaseScheduler):  # type: ignore[misc]  # The base class publishes no types.
    """Sends what is due only while it leads. Two leaders for a moment would do no harm: every task is idempotent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._fence: int | None = None
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:  # noqa: ANN401
        show_alive()
        if not self._leads():
            return float(self.max_interval)
        return float(super().tick(*args, **kwargs))

    def close(self) -> None:
        super().close()
        if self._fence is not None:
            step_down(ROLE, self._holder)
        connection.close()

    def _leads(self) -> bool:
        try:
            fence = lead(ROLE, self._holder)
        except DatabaseError as error:
            log.warning("The leader row cannot be reached", extra={"reason": str(error)[:200]})
            connection.close()
            return False
        if fence != self._fence:
            log.info("Beat leads" if fence else "Beat waits", extra={"holder": self._holder, "fence": fence})
            self._fence = fence
        return fence is not None
