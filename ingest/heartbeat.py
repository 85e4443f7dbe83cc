"""Keeps the leases of the claims that this process holds alive, all of them in one statement."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError

from ingest.schedule import Claim, renew

log = logging.getLogger(__name__)


class Heartbeat:
    """One thread per process, running while there is a claim to keep."""

    def __init__(self) -> None:
        self._held: set[Claim] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def keeping(self, claim: Claim) -> Iterator[None]:
        with self._changed:
            self._held.add(claim)
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat, name="lease-heartbeat", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._held.discard(claim)
                self._changed.notify_all()

    def _beat(self) -> None:
        while held := self._wait():
            try:
                renew(held)
            except DatabaseError as error:
                # The next beat tries again; until the lease ends, nothing is lost.
                log.warning("Leases could not be renewed", extra={"claims": len(held), "reason": str(error)[:200]})
            finally:
                connection.close()

    def _wait(self) -> list[Claim]:
        """The claims to renew after a third of a lease; none when the last one ended meanwhile."""
        with self._changed:
            self._changed.wait_for(lambda: not self._held, timeout=settings.LEASE_SECONDS / 3)
            if not self._held:
                self._thread = None
            return sorted(self._held, key=lambda claim: claim.company_id)


heartbeat = Heartbeat()
