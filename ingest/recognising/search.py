"""The board behind any web address: by the address alone, or by reading the page there and what it leads to.

A page is asked for politely, as every other: within its host's budget, as its robots.txt wishes, at a checked address.
At most `MOST_REQUESTS` answers are asked for in one search, and it ends in the time that it is given:

1. the page itself, where a redirect to a vendor is followed no further;
2. where the page loads from a vendor's hosts, or names a path that any host may have, that vendor's answer there;
3. one step on, the careers page that it links to, read in the same way;
4. a posting's page that it links to, and, where that holds a JobPosting, the sitemaps that should list such pages.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from ingest.fetching import Answer, FetchFailed, fetch
from ingest.models.run import Outcome
from ingest.recognise import Recognised, recognise
from ingest.recognising.addresses import board_at, needs_proof
from ingest.recognising.evidence import Candidate, Kind, Sight, candidates_of
from ingest.recognising.page import PageRead, read_page
from ingest.sources import SOURCES, source_named
from ingest.sources.jsonld import folder_of
from ingest.sources.types import BadToken, MalformedPayload, Request

MOST_REQUESTS = 8
MOST_BYTES = 8 * 1024 * 1024
# How long a command may look, and how long a form's visitor waits at most.
PATIENCE, FORM_PATIENCE = timedelta(seconds=60), timedelta(seconds=15)


@dataclass(slots=True)
class Finding:
    """`candidates`, the best evidenced first; `tried` are sentences about what was asked, in order."""

    url: str
    candidates: list[Candidate] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    site_name: str = ""

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None

    @property
    def board(self) -> Recognised | None:
        return self.best.board if self.best else None

    @property
    def website(self) -> str:
        """The company's own site, where the address was one and not a vendor's."""
        if self.best is None or self.best.kind == Kind.ADDRESS:
            return ""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def reason(self) -> str:
        """Why there is no board, in words that a person can act on."""
        return f"No board was recognised in {self.url[:200]}: {'; '.join(self.tried)}. {HINT}"


HINT = (
    "Give the address to which a click on one of the postings leads, or that of a feed of them; a list that only "
    "scripts draw cannot be seen in its page."
)


def find_board(url: str, patience: timedelta = PATIENCE) -> Finding:
    """What an address shows. Failures are among what was tried, and never raised."""
    board, absolute = recognise(url), _absolute(url)
    if board and not needs_proof(board, absolute):
        return Finding(url, [Candidate(board, Kind.ADDRESS, "the address itself names it")])
    search = _Search(absolute, time.monotonic() + patience.total_seconds())
    search.run(board)
    return search.finding


def _absolute(url: str) -> str:
    url = url.strip()
    return url if "://" in url else f"https://{url}"


class _RedirectsTo(Exception):  # noqa: N818  It names what happened.
    """The page's server sends visitors on to a board, which needs no asking."""

    def __init__(self, board: Recognised, url: str) -> None:
        super().__init__(url)
        self.board, self.url = board, url


class _Search:
    def __init__(self, url: str, end: float) -> None:
        self.finding = Finding(url, tried=["the address is none of a vendor that we know"])
        self.end = end
        self.requests = 0

    def run(self, likely: Recognised | None) -> None:
        """`likely`: the board of which the address has the form, if that is one that any host may have."""
        url = self.finding.url
        if likely and (proven := self._proved(likely, url)):
            self.finding.candidates.append(proven)
            return
        page = self._page(url)
        if page is None:
            return
        self.finding.site_name = page.site_name
        if not self._found(page) and page.careers:
            step = self._page(page.careers)
            if step is None:
                return
            page = step if self._found(step) or step.posting or step.has_posting else page
        if not self.finding.candidates:
            self._by_postings(page)

    def _page(self, url: str) -> PageRead | None:
        """The page as read; None where there is nothing more to read, because it failed or leads to a board."""
        try:
            answer = self._ask(Request(url, expected="html"), _stop_at_board)
        except _RedirectsTo as redirect:
            sight = Sight(redirect.board, Kind.REDIRECT, redirect.url)
            self.finding.candidates += candidates_of([sight], url)
            return None
        except FetchFailed as failure:
            self.finding.tried.append(f"{url} could not be read: {failure.reason}")
            return None
        page = read_page(answer.body, answer.url)
        self.finding.tried.append(f"read {answer.url}: {page.counted}, none of them a board")
        return page

    def _found(self, page: PageRead) -> bool:
        """Take the page's candidates; where none is shown on it, ask for what only an answer can prove."""
        candidates = list(page.candidates)
        if not candidates or candidates[0].kind > Kind.ANSWER:
            candidates += [found for board in page.to_prove if (found := self._proved(board, page.url))]
        self.finding.candidates = sorted(candidates, key=lambda one: (one.kind, -one.times))
        return bool(candidates)

    def _proved(self, board: Recognised, page: str) -> Candidate | None:
        """The board, where its host answers the vendor's own request as the vendor does."""
        source = source_named(board.source)
        try:
            request = source.first_request(board.token)
            answer = self._ask(request)
            source.listing(answer.body, board.token, request)
        except (BadToken, FetchFailed, MalformedPayload) as failure:
            label = SOURCES[board.source][0]
            self.finding.tried.append(f"asked {board.token} as a site of {label}, in vain: {failure}")
            return None
        if source.feed_mark and source.feed_mark.encode() not in answer.body:
            self.finding.tried.append(f"{request.url} is no feed of {SOURCES[board.source][0]}")
            return None
        return candidates_of([Sight(board, Kind.ANSWER, request.url)], page)[0]

    def _by_postings(self, page: PageRead) -> None:
        """A site whose postings are pages with JSON-LD, known by one of them and by the sitemaps that list it."""
        if not page.has_posting and page.posting:
            posting = self._page(page.posting)
            if posting is None or self._found(posting):
                return
            page = posting
        if page.has_posting:
            self._by_sitemaps(page)

    def _by_sitemaps(self, page: PageRead) -> None:
        board = Recognised("jsonld", folder_of(page.url))
        source = source_named(board.source)
        try:
            request: Request | None = source.first_request(board.token)
            while request is not None:
                listed = source.listing(self._ask(request).body, board.token, request)
                if listed.entries:
                    sight = Sight(board, Kind.POSTING, request.url)
                    self.finding.candidates += candidates_of([sight], page.url)
                    return
                request = listed.next
        except (BadToken, FetchFailed, MalformedPayload) as failure:
            self.finding.tried.append(f"{page.url} holds a JobPosting, but its sitemaps cannot be read: {failure}")
            return
        self.finding.tried.append(f"{page.url} holds a JobPosting, but no sitemap lists pages below {board.token}")

    def _ask(self, request: Request, before: Callable[[str], None] | None = None) -> Answer:
        """Raises FetchFailed, also when enough was asked already."""
        if self.requests >= MOST_REQUESTS:
            raise FetchFailed(Outcome.DEADLINE, f"{MOST_REQUESTS} requests were made already")
        self.requests += 1
        return fetch(request, deadline=self.end, most=MOST_BYTES, before=before)


def _stop_at_board(url: str) -> None:
    if (board := board_at(url)) and not needs_proof(board, url):
        raise _RedirectsTo(board, url)
