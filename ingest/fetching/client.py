"""One request to one address, with every wait and every size bounded, and nothing followed."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult

import httpx
from django.conf import settings

from ingest.fetching.answer import Answer, FetchFailed, Redirect
from ingest.fetching.inflate import TooLarge, Undecodable, decoded
from ingest.fetching.retry_after import retry_after_of
from ingest.fetching.transport import client, ends_at
from ingest.fetching.urls import UrlRefused
from ingest.hosts.policies import policy_of
from ingest.models.run import Outcome
from ingest.sources.types import Request

CONNECT_SECONDS = 10
READ_SECONDS = 30
ACCEPT = {
    "json": "application/json",
    "xml": "application/xml, text/xml",
    "html": "text/html",
    "sitemap": "application/xml, text/xml",
    "robots": "text/plain",
}
GONE = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})
BLOCKED = frozenset({401, 403, 407, 451})
SERVER_ERRORS = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """`end`: a moment of `time.monotonic()`. `most`: bytes of the decoded body, `cut` there or else refused."""

    end: float
    most: int
    cut: bool = False


def ask(
    request: Request, parts: SplitResult, host: str, validators: Mapping[str, str], limits: Limits
) -> Answer | Redirect:
    """The answer of a checked URL, or where it redirects to. Raises FetchFailed; `host` is the budget's."""
    name, began = parts.hostname, time.monotonic()
    try:
        with (
            ends_at(limits.end),
            client().stream(
                request.method,
                _through_gateway(parts),
                headers=_headers(request, parts.netloc, validators),
                content=request.body,
                timeout=_timeout(limits.end),
            ) as response,
        ):
            if response.status_code == httpx.codes.NOT_MODIFIED and not validators:
                raise FetchFailed(
                    Outcome.MALFORMED, f"{name} says that nothing changed (HTTP 304), unasked", host=host, status=304
                )
            return _read(response, parts, host, limits)
    except httpx.PoolTimeout as error:
        # More threads than connections: a fault of this program's, and none of the host's.
        raise FetchFailed(Outcome.DEADLINE, "no connection was free in this process", host=host) from error
    except httpx.TimeoutException as error:
        raise _too_slow(name, host, began, limits) from error
    except (httpx.TransportError, OSError) as error:
        reason = f"{name} cannot be reached: {error or type(error).__name__}"
        raise FetchFailed(Outcome.UNREACHABLE, reason, host=host, host_failed=True) from error
    except httpx.InvalidURL as error:
        raise UrlRefused(str(error)) from error
    except TooLarge as error:
        raise FetchFailed(Outcome.TOO_LARGE, str(error), host=host) from error
    except Undecodable as error:
        raise FetchFailed(Outcome.MALFORMED, str(error), host=host) from error


def _too_slow(name: str | None, host: str, began: float, limits: Limits) -> FetchFailed:
    """A host that is slow, or a request that began when hardly any time was left for it."""
    now = time.monotonic()
    if now >= limits.end and now - began < READ_SECONDS:
        return FetchFailed(Outcome.DEADLINE, f"the time for this visit ended before {name} had answered", host=host)
    return FetchFailed(Outcome.UNREACHABLE, f"{name} did not answer in time", host=host, host_failed=True)


def _through_gateway(parts: SplitResult) -> str:
    """The URL itself, or the same path at the gateway, which tells boards apart by the Host header."""
    if not settings.INGEST_GATEWAY:
        return parts._replace(fragment="").geturl()
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


def _read(response: httpx.Response, parts: SplitResult, host: str, limits: Limits) -> Answer | Redirect:
    if "location" in response.extensions:
        return Redirect(response.status_code, response.extensions["location"])
    if response.status_code not in {httpx.codes.OK, httpx.codes.NOT_MODIFIED}:
        raise _failure(response, parts, host)
    # A 304 has no body, whatever its headers say about one.
    encoding = "" if response.status_code == httpx.codes.NOT_MODIFIED else response.headers.get("content-encoding", "")
    return Answer(
        status=response.status_code,
        body=decoded(response.iter_raw(), encoding, most=limits.most, cut=limits.cut),
        url=parts.geturl(),
        received=response.num_bytes_downloaded,
        etag=response.headers.get("etag", "")[:500],
        last_modified=response.headers.get("last-modified", "")[:100],
        is_reserved=response.headers.get("tdm-reservation", "").strip() == "1",
    )


def _failure(response: httpx.Response, parts: SplitResult, host: str) -> FetchFailed:
    name, status = parts.hostname, response.status_code
    if _is_throttling(response, host):
        reason = f"{name} asks us to wait (HTTP {status})"
        return FetchFailed(Outcome.THROTTLED, reason, retry_after=_stated_wait(response), host=host, status=status)
    if status in GONE:
        return FetchFailed(Outcome.GONE, f"{name} has no such page (HTTP {status})", host=host, status=status)
    if status in BLOCKED:
        return FetchFailed(Outcome.BLOCKED, f"{name} refuses us (HTTP {status})", host=host, status=status)
    return FetchFailed(
        Outcome.UNREACHABLE,
        f"{name} answered with HTTP {status}",
        host=host,
        status=status,
        host_failed=status >= SERVER_ERRORS,
    )


def _is_throttling(response: httpx.Response, host: str) -> bool:
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS or status in policy_of(host).throttling:
        return True
    return "retry-after" in response.headers and status not in GONE


def _stated_wait(response: httpx.Response) -> timedelta | None:
    """Retry-After; a date is meant by the clock of the server that says it."""
    try:
        at = parsedate_to_datetime(response.headers["date"])
    except (KeyError, ValueError):
        at = datetime.now(UTC)
    return retry_after_of(response.headers.get("retry-after", ""), at if at.tzinfo else at.replace(tzinfo=UTC))
