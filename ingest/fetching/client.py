"""One request to a board, with every wait and every size bounded."""

import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from config.clock import clock
from ingest.fetching.addresses import AddressRefused
from ingest.fetching.answer import Answer, FetchFailed
from ingest.fetching.inflate import TooLarge, Undecodable, decoded
from ingest.fetching.retry_after import retry_after_of
from ingest.fetching.transport import client
from ingest.fetching.urls import UrlRefused, checked, redirected
from ingest.models.run import Outcome
from ingest.sources.types import Request

CONNECT_SECONDS = 10
READ_SECONDS = 30
TOTAL_SECONDS = 60
MOST_REDIRECTS = 5
MOST_BYTES = 64 * 1024 * 1024
ACCEPT = {"json": "application/json", "xml": "application/xml, text/xml", "html": "text/html"}
GONE = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})
BLOCKED = frozenset({401, 403, 407, 451})


def fetch(request: Request, *, validators: Mapping[str, str] | None = None, deadline: float | None = None) -> Answer:
    """The answer to a board request, following redirects. Raises FetchFailed with the kind of failure.

    `deadline` is a moment of `time.monotonic()`; the total of one request is bounded besides.
    """
    end = min(time.monotonic() + TOTAL_SECONDS, deadline or float("inf"))
    url = request.url
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            answer = _ask(request, url, validators or {}, end)
            if isinstance(answer, Answer):
                return answer
            url = redirected(url, answer)
    except (UrlRefused, AddressRefused) as error:
        raise FetchFailed(Outcome.BLOCKED, f"{urlsplit(url).hostname}: {error}") from error
    raise FetchFailed(Outcome.UNREACHABLE, f"more than {MOST_REDIRECTS} redirects")


def _ask(request: Request, url: str, validators: Mapping[str, str], end: float) -> Answer | str:
    """The answer, or where a redirect leads."""
    parts = checked(url)
    host = parts.hostname
    try:
        with client().stream(
            request.method,
            _through_gateway(url),
            headers=_headers(request, parts.netloc, validators),
            content=request.body,
            timeout=_timeout(end),
        ) as response:
            return _read(response, url, end)
    except httpx.TimeoutException as error:
        raise FetchFailed(Outcome.UNREACHABLE, f"{host} did not answer in time") from error
    except (httpx.TransportError, OSError) as error:
        raise FetchFailed(Outcome.UNREACHABLE, f"{host} cannot be reached: {error}") from error
    except httpx.InvalidURL as error:
        raise UrlRefused(str(error)) from error
    except TooLarge as error:
        raise FetchFailed(Outcome.TOO_LARGE, str(error)) from error
    except Undecodable as error:
        raise FetchFailed(Outcome.MALFORMED, str(error)) from error


def _through_gateway(url: str) -> str:
    """The URL itself, or the same path at the gateway, which tells boards apart by the Host header."""
    if not settings.INGEST_GATEWAY:
        return url
    parts = urlsplit(url)
    return f"{settings.INGEST_GATEWAY}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _headers(request: Request, host: str, validators: Mapping[str, str]) -> dict[str, str]:
    own = {
        "Host": host,
        "User-Agent": f"Rolewatch/0.1 (+{settings.PUBLIC_URL}/bot)",
        "Accept": ACCEPT[request.expected],
        "Accept-Encoding": "gzip, deflate",
    }
    return {**own, **request.headers, **validators}


def _timeout(end: float) -> httpx.Timeout:
    left = end - time.monotonic()
    if left <= 0:
        raise FetchFailed(Outcome.DEADLINE, "the time for this visit is used up")
    return httpx.Timeout(min(READ_SECONDS, left), connect=min(CONNECT_SECONDS, left), pool=left)


def _read(response: httpx.Response, url: str, end: float) -> Answer | str:
    if response.has_redirect_location:
        return response.headers["location"]
    if response.status_code not in {httpx.codes.OK, httpx.codes.NOT_MODIFIED}:
        raise _failure(response, url)
    # A 304 has no body, whatever its headers say about one.
    encoding = "" if response.status_code == httpx.codes.NOT_MODIFIED else response.headers.get("content-encoding", "")
    return Answer(
        status=response.status_code,
        body=decoded(_until(end, response.iter_raw()), encoding, most=MOST_BYTES),
        url=url,
        received=response.num_bytes_downloaded,
        etag=response.headers.get("etag", "")[:500],
        last_modified=response.headers.get("last-modified", "")[:100],
    )


def _until(end: float, chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if time.monotonic() > end:
            raise FetchFailed(Outcome.DEADLINE, "the answer took too long to read")
        yield chunk


def _failure(response: httpx.Response, url: str) -> FetchFailed:
    host, status = urlsplit(url).hostname, response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS or "retry-after" in response.headers:
        wait = retry_after_of(response.headers.get("retry-after", ""), clock.now())
        return FetchFailed(Outcome.THROTTLED, f"{host} asks us to wait (HTTP {status})", retry_after=wait)
    if status in GONE:
        return FetchFailed(Outcome.GONE, f"{host} has no such page (HTTP {status})")
    if status in BLOCKED:
        return FetchFailed(Outcome.BLOCKED, f"{host} refuses us (HTTP {status})")
    return FetchFailed(Outcome.UNREACHABLE, f"{host} answered with HTTP {status}")
