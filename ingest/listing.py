"""One board's listing from its vendor, page by page: changed or not, complete or not."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from ingest.fetching import Answer, FetchFailed, fetch
from ingest.hosts.throttling import slow_down
from ingest.models import BoardState
from ingest.models.run import Outcome
from ingest.sources.types import BadToken, MalformedPayload, Page, Request, ThrottledPayload
from ingest.visit import Visit

# A vendor's validator may lie; once a week nothing is taken on its word.
FULL_EVERY = timedelta(days=7)
MOST_PAGES = 500


@dataclass(slots=True)
class Validators:
    """What vouches for a listing, until the next one: of single-page listings only."""

    etag: str = ""
    last_modified: str = ""
    body_hash: bytes | None = None


@dataclass(slots=True)
class Reading:
    """How far the reading of a listing has come."""

    unchanged: bool = False
    last_page_complete: bool = False
    lacks_ids: bool = False
    unconditional: bool = False
    requests: int = 0
    received: int = 0
    validators: Validators | None = None

    @property
    def complete(self) -> bool:
        """Whether all of the board was seen, so that an id that was not is absent."""
        return self.last_page_complete and not self.lacks_ids


def pages(visit: Visit, state: BoardState, reading: Reading) -> Iterator[Page]:
    """The pages of the listing; none when it is unchanged. `reading` is kept up to date while they are consumed.

    Raises FetchFailed, also for answers that cannot be parsed.
    """
    reading.unconditional = state.full_at is None or visit.at - state.full_at >= FULL_EVERY
    request: Request | None = _first_request(visit)
    asked = set[str]()
    while request is not None:
        if (key := repr(request)) in asked or reading.requests >= MOST_PAGES:
            raise FetchFailed(Outcome.MALFORMED, "the listing's pages go round in a circle")
        asked.add(key)
        first = reading.requests == 0
        answer = fetch(
            request,
            host=visit.host,
            validators=_conditions(state, reading) if first else None,
            deadline=visit.deadline,
            most=visit.source.most_bytes,
        )
        reading.requests += 1
        reading.received += answer.received
        if first and _is_unchanged(answer, state, reading):
            reading.unchanged = reading.last_page_complete = True
            return
        page = _parsed(visit, answer, request)
        request, reading.last_page_complete = page.next, page.complete
        reading.validators = _validators(answer) if first and request is None else Validators()
        yield page


def _first_request(visit: Visit) -> Request:
    try:
        return visit.source.first_request(visit.board.token)
    except BadToken as error:
        raise FetchFailed(Outcome.MALFORMED, str(error)) from error


def _conditions(state: BoardState, reading: Reading) -> dict[str, str]:
    if reading.unconditional:
        return {}
    stated = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in stated.items() if value}


def _is_unchanged(answer: Answer, state: BoardState, reading: Reading) -> bool:
    if answer.not_modified:
        return True
    if reading.unconditional or state.body_hash is None:
        return False
    return hashlib.sha256(answer.body).digest() == bytes(state.body_hash)


def _parsed(visit: Visit, answer: Answer, request: Request) -> Page:
    try:
        return visit.source.listing(answer.body, visit.board.token, request)
    except ThrottledPayload as error:
        wait = slow_down(visit.host, None, "answered with an empty page")
        raise FetchFailed(
            Outcome.THROTTLED, str(error), retry_after=wait, host=visit.host, status=answer.status
        ) from error
    except MalformedPayload as error:
        raise FetchFailed(Outcome.MALFORMED, str(error)) from error


def _validators(answer: Answer) -> Validators:
    return Validators(answer.etag, answer.last_modified, hashlib.sha256(answer.body).digest())
