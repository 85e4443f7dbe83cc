"""What a request brings: an answer, or a failure whose kind decides what happens next."""

from dataclasses import dataclass
from datetime import timedelta

import httpx

from ingest.models.run import Outcome


class FetchFailed(Exception):  # noqa: N818  It names what happened.
    """No usable answer. `kind` decides what happens to the board, `reason` is for a person.

    `host` is the one whose budget was used, and `status` what it answered, if it did. `host_failed` says that the host
    itself does not work, which its breaker counts. `retry_after` is how long to wait, capped. `counts` is false where
    nothing failed: the host or we ourselves wait, or the site wishes not to be read.
    """

    def __init__(
        self,
        kind: Outcome,
        reason: str,
        *,
        retry_after: timedelta | None = None,
        host: str = "",
        status: int | None = None,
        host_failed: bool = False,
        counts: bool = True,
    ) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.retry_after = retry_after
        self.host = host
        self.status = status
        self.host_failed = host_failed
        self.counts = counts and kind != Outcome.THROTTLED

    @property
    def host_worked(self) -> bool:
        """Whether the host answered like one that works, whatever it answered."""
        answered = self.status is not None or self.kind in {Outcome.TOO_LARGE, Outcome.MALFORMED}
        return answered and not self.host_failed

    @property
    def was_asked(self) -> bool:
        """Whether the host was asked at all, and not only its budget or our clock."""
        return self.kind not in {Outcome.THROTTLED, Outcome.DEADLINE} or self.status is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """A 200 with its decoded body, or a 304 without one. `received` counts the bytes on the wire.

    `is_reserved`: its headers reserve it from text and data mining.
    """

    status: int
    body: bytes
    url: str
    received: int
    etag: str = ""
    last_modified: str = ""
    is_reserved: bool = False

    @property
    def not_modified(self) -> bool:
        return self.status == httpx.codes.NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class Redirect:
    status: int
    location: str
