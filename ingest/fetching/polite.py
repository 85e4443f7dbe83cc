"""The one way to ask a board: within its host's budget, and as its site wishes."""

import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from ingest.fetching.answer import Answer, FetchFailed
from ingest.fetching.client import Limits
from ingest.fetching.following import followed
from ingest.fetching.robots import robots
from ingest.fetching.tdm import is_reserved
from ingest.models.run import Outcome
from ingest.sources.types import MOST_BYTES, Request

TOTAL_SECONDS = 60
# What robots.txt is for. Interfaces that vendors made for programs are no business of it.
FOR_ROBOTS = frozenset({"html", "sitemap"})


def fetch(
    request: Request,
    *,
    host: str = "",
    validators: Mapping[str, str] | None = None,
    deadline: float | None = None,
    most: int = MOST_BYTES,
    is_detail: bool = False,
    before: Callable[[str], None] | None = None,
) -> Answer:
    """The answer to a board request, following redirects. Raises FetchFailed with the kind of failure.

    `host` is the one whose budget the board uses, where its address does not tell; `deadline` a moment of
    `time.monotonic()`, the total of one request is bounded besides; `most` the cap on the decoded body. `before` is
    called with the URL of each hop before anybody is asked for it, and may raise.
    """
    limits = Limits(min(time.monotonic() + TOTAL_SECONDS, deadline or float("inf")), most)
    answer = followed(
        request,
        limits,
        host=host,
        validators=validators,
        is_detail=is_detail,
        before=_each_hop(before, limits, asks_robots=request.expected in FOR_ROBOTS),
    )
    if is_reserved(answer, is_page=request.expected == "html"):
        name = urlsplit(answer.url).hostname
        raise FetchFailed(Outcome.BLOCKED, f"{name} reserves this page from text and data mining", counts=False)
    return answer


def _each_hop(before: Callable[[str], None] | None, limits: Limits, *, asks_robots: bool) -> Callable[[str], None]:
    def check(url: str) -> None:
        if before is not None:
            before(url)
        if asks_robots:
            robots.check(url, limits.end)

    return check
