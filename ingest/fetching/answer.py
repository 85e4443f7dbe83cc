"""What a request brings: an answer, or a failure whose kind decides what happens next."""

from dataclasses import dataclass
from datetime import timedelta

import httpx

from ingest.models.run import Outcome


class FetchFailed(Exception):  # noqa: N818  It names what happened.
    """No usable answer. `kind` decides what happens to the board, `reason` is for a person.

    `retry_after` is the vendor's wish, capped.
    """

    def __init__(self, kind: Outcome, reason: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Answer:
    """A 200 with its decoded body, or a 304 without one. `received` counts the bytes on the wire."""

    status: int
    body: bytes
    url: str
    received: int
    etag: str = ""
    last_modified: str = ""

    @property
    def not_modified(self) -> bool:
        return self.status == httpx.codes.NOT_MODIFIED
