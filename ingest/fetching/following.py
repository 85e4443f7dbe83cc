"""A request and its redirects: every hop is checked, takes a turn at its own host, and tells the host's budget."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import httpx

from ingest.fetching.addresses import AddressRefused
from ingest.fetching.answer import Answer, FetchFailed, Redirect
from ingest.fetching.client import Limits, ask
from ingest.fetching.urls import UrlRefused, checked, redirected
from ingest.hosts.breaker import judge_probe
from ingest.hosts.policies import budget_host, is_shared
from ingest.hosts.throttling import slow_down
from ingest.hosts.turns import HostBusy, Turn, turns
from ingest.models.run import Outcome
from ingest.sources.types import Request

MOST_REDIRECTS = 5
# Redirects after which a POST becomes a GET, as browsers do it.
BECOME_GET = frozenset({httpx.codes.MOVED_PERMANENTLY, httpx.codes.FOUND, httpx.codes.SEE_OTHER})


def followed(
    request: Request,
    limits: Limits,
    *,
    host: str = "",
    validators: Mapping[str, str] | None = None,
    is_detail: bool = False,
    before: Callable[[str], None] | None = None,
) -> Answer:
    """The answer at the end of at most five redirects. Raises FetchFailed.

    `host` is the budget of the first address' host, where it is not told by its name. `before` is called with the URL
    of each hop, and may raise.
    """
    hop = request
    try:
        first = checked(hop.url).hostname
        for _hop in range(MOST_REDIRECTS + 1):
            parts = checked(hop.url)
            if before is not None:
                before(parts.geturl())
            budget = _budget_of(parts.hostname or "", host if parts.hostname == first else "")
            answer = _in_turn(budget, is_detail, partial(ask, hop, parts, budget, validators or {}, limits))
            if isinstance(answer, Answer):
                return answer
            hop = _next(hop, parts.geturl(), answer)
    except (UrlRefused, AddressRefused) as error:
        raise FetchFailed(Outcome.BLOCKED, f"{_shown(request.url)}: {error}") from error
    raise FetchFailed(Outcome.UNREACHABLE, f"more than {MOST_REDIRECTS} redirects")


def _shown(url: str) -> str:
    """The host of a URL, or the URL itself where it cannot be read."""
    try:
        return urlsplit(url).hostname or repr(url[:100])
    except ValueError:
        return repr(url[:100])


def _budget_of(name: str, stated: str) -> str:
    """The budget that is stated for a name, unless the name is known to be another vendor's."""
    backend = budget_host(name)
    return stated if stated and not is_shared(backend) else backend


def _in_turn(budget: str, is_detail: bool, request: Callable[[], Answer | Redirect]) -> Answer | Redirect:
    try:
        with turns.turn(budget, is_detail=is_detail) as turn:
            return _told(turn, request)
    except HostBusy as busy:
        raise FetchFailed(Outcome.THROTTLED, busy.reason, retry_after=busy.wait, host=busy.host) from busy


def _told(turn: Turn, request: Callable[[], Answer | Redirect]) -> Answer | Redirect:
    """The answer of a request, after the host's budget was told how it went."""
    try:
        answer = request()
    except FetchFailed as failure:
        if failure.kind == Outcome.THROTTLED:
            failure.retry_after = slow_down(turn.host, failure.retry_after, f"asked us to wait (HTTP {failure.status})")
        _note(turn, works=failure.host_worked, failed=failure.host_failed)
        raise
    _note(turn, works=True, failed=False)
    return answer


def _note(turn: Turn, *, works: bool, failed: bool) -> None:
    if works:
        turns.note_worked(turn.host)
    if turn.is_probe and (works or failed):
        judge_probe(turn.host, works=works)


def _next(hop: Request, url: str, redirect: Redirect) -> Request:
    target = redirected(url, redirect.location)
    if redirect.status in BECOME_GET and hop.method == "POST":
        return replace(hop, url=target, method="GET", body=None)
    return replace(hop, url=target)
