"""One board's listing from its vendor, page by page: changed or not, complete or not."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from ingest import light
from ingest.fetching import Answer, FetchFailed, fetch
from ingest.hosts.throttling import slow_down
from ingest.known import Known
from ingest.models import BoardState
from ingest.models.run import Outcome
from ingest.moves.redirects import staying_with
from ingest.sources.types import BadToken, MalformedPayload, Page, Request, ThrottledPayload
from ingest.visit import Visit

T = TypeVar("T")
# A vendor's validator may lie; once a week nothing is taken on its word.
FULL_EVERY = timedelta(days=7)
# 50,000 postings in twenties. What is longer is read up to here, and closes nothing.
MOST_PAGES = 2_500


@dataclass(slots=True)
class Validators:
    """What vouches for a listing, until the next one: of single-page listings only."""

    etag: str = ""
    last_modified: str = ""
    body_hash: bytes | None = None


@dataclass(slots=True)
class Reading:
    """How far the reading of a listing has come: all that another task needs to go on with it.

    `next` is the request for the next page: None before the first one and after the last. `is_settled`: the listing was
    read, and what it says about the board is written.
    """

    pages: int = 0
    next: Request | None = None
    seen: set[str] = field(default_factory=set)
    is_settled: bool = False
    unchanged: bool = False
    last_page_complete: bool = False
    lacks_ids: bool = False
    unconditional: bool = False
    requests: int = 0
    received: int = 0
    failed_details: int = 0
    light_hash: bytes | None = None
    validators: Validators | None = None

    @property
    def is_cut(self) -> bool:
        """Whether there is more of the listing than is read at one visit."""
        return self.pages >= MOST_PAGES and not self.last_page_complete

    @property
    def complete(self) -> bool:
        """Whether all that the board shows was seen: an id that was not is absent, or outside of the window."""
        return self.last_page_complete and not self.lacks_ids


def pages(visit: Visit, known: Known, reading: Reading) -> Iterator[Page]:
    """The pages of the listing that are still to be read; none when it is unchanged. `reading` is kept up to date.

    Raises FetchFailed, also for answers that cannot be parsed, and PutDown between two pages.
    """
    state = known.state
    if reading.next is None:
        reading.unconditional = state.full_at is None or visit.at - state.full_at >= FULL_EVERY
        if _looks_unchanged(visit, known, reading):
            reading.unchanged = reading.last_page_complete = True
            return
    request = reading.next or _checked(visit, visit.source.first_request)
    asked, answered = set[str](), set[bytes]()
    while request is not None:
        _note_new(repr(request), asked)
        page = _page(visit, request, state, reading, answered)
        if page is None:
            reading.unchanged = reading.last_page_complete = True
            return
        yield page
        request = _following(visit, reading)


def _page(visit: Visit, request: Request, state: BoardState, reading: Reading, answered: set[bytes]) -> Page | None:
    """The next page; None when the listing is unchanged. The answer, which may be large, ends here."""
    first = reading.pages == 0
    answer = _answer(visit, request, reading, _conditions(state, reading) if first else None)
    digest = hashlib.sha256(answer.body).digest()
    if first and _is_unchanged(answer, digest, state, reading):
        return None
    visit.kept.page(request, answer.body, digest)
    page = _parsed(visit, answer, request)
    if page.entries:
        # Some vendors know nothing of pages, and answer the same to every question.
        _note_new(digest, answered)
    reading.pages += 1
    reading.next, reading.last_page_complete = page.next, page.complete or visit.source.windowed
    reading.validators = Validators()
    if first and page.next is None:
        reading.validators = Validators(answer.etag, answer.last_modified, digest)
    return page


def _note_new(value: T, known: set[T]) -> None:
    if value in known:
        raise FetchFailed(Outcome.MALFORMED, "the listing's pages go round in a circle")
    known.add(value)


def _following(visit: Visit, reading: Reading) -> Request | None:
    if reading.pages >= MOST_PAGES:
        reading.next = None
    elif reading.next is not None and (pause := visit.end_of_slice()):
        raise pause
    return reading.next


def _looks_unchanged(visit: Visit, known: Known, reading: Reading) -> bool:
    """Whether a light answer, of a source that has one, is the same as with the last complete listing."""
    if not light.pays(visit.claim.rhythm, known.open_postings, visit.at):
        return False
    request = _checked(visit, visit.source.light_request)
    if request is None:
        return False
    reading.light_hash = hashlib.sha256(_answer(visit, request, reading, None).body).digest()
    before = known.state.light_hash
    return not reading.unconditional and before is not None and reading.light_hash == bytes(before)


def _answer(visit: Visit, request: Request, reading: Reading, validators: dict[str, str] | None) -> Answer:
    answer = fetch(
        request,
        host=visit.host,
        validators=validators,
        deadline=visit.deadline,
        most=visit.source.most_bytes,
        before=staying_with(visit.board),
    )
    reading.requests += 1
    reading.received += answer.received
    return answer


def _checked(visit: Visit, request_of: Callable[[str], Request | None]) -> Request | None:
    try:
        return request_of(visit.board.token)
    except BadToken as error:
        raise FetchFailed(Outcome.MALFORMED, str(error)) from error


def _conditions(state: BoardState, reading: Reading) -> dict[str, str]:
    if reading.unconditional:
        return {}
    stated = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in stated.items() if value}


def _is_unchanged(answer: Answer, digest: bytes, state: BoardState, reading: Reading) -> bool:
    if answer.not_modified:
        return True
    if reading.unconditional or state.body_hash is None:
        return False
    return digest == bytes(state.body_hash)


def _parsed(visit: Visit, answer: Answer, request: Request) -> Page:
    try:
        return visit.source.listing(answer.body, visit.board.token, request)
    except ThrottledPayload as error:
        visit.kept.faults.append(str(error))
        wait = slow_down(visit.host, None, "answered with an empty page")
        raise FetchFailed(
            Outcome.THROTTLED, str(error), retry_after=wait, host=visit.host, status=answer.status
        ) from error
    except MalformedPayload as error:
        visit.kept.faults.append(str(error))
        raise FetchFailed(Outcome.MALFORMED, str(error)) from error
