"""The one place that makes OpenSearch clients, and says when it cannot be reached."""

import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.conf import settings
from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError

T = TypeVar("T")
# A page waits so long for the index, and then asks the database for a while.
WEB_TIMEOUT_SECONDS = 1.5
WEB_PAUSE_SECONDS = 15
WORKER_TIMEOUT_SECONDS = 60
CONNECTIONS = 16
# One query that it does not understand, or an index that is not there yet.
NO_REASON_TO_PAUSE = frozenset({400, 404})


class IndexUnavailable(Exception):  # noqa: N818  It says what is, not that something is wrong.
    """OpenSearch is down, slow, overloaded or without an index that answers."""


class WebClient:
    """For pages: one attempt, and after a failed one none at all for WEB_PAUSE_SECONDS."""

    def __init__(self, url: str) -> None:
        self._client = OpenSearch(
            hosts=[url], timeout=WEB_TIMEOUT_SECONDS, max_retries=0, retry_on_timeout=False, pool_maxsize=CONNECTIONS
        )
        self._paused_until = 0.0

    def ask(self, request: Callable[[OpenSearch], T]) -> T:
        """Raises IndexUnavailable."""
        if time.monotonic() < self._paused_until:
            raise IndexUnavailable("OpenSearch did not answer a moment ago.")
        try:
            return request(self._client)
        except TransportError as error:
            if error.status_code not in NO_REASON_TO_PAUSE:
                self._paused_until = time.monotonic() + WEB_PAUSE_SECONDS
            raise IndexUnavailable(reason_of(error)) from error


def web_client() -> WebClient:
    return _web_client(settings.OPENSEARCH_URL)


def worker_client() -> OpenSearch:
    return _worker_client(settings.OPENSEARCH_URL)


def reason_of(error: TransportError) -> str:
    """One line of what OpenSearch, or the way to it, says."""
    return f"{error.status_code}: {error.error}"[:500]


# A process makes each client once, when it first needs it: after a fork, and again for another address.
@cache
def _web_client(url: str) -> WebClient:
    return WebClient(url)


@cache
def _worker_client(url: str) -> OpenSearch:
    # Without compression: it costs the worker more than writing all the rest of a page.
    return OpenSearch(
        hosts=[url],
        timeout=WORKER_TIMEOUT_SECONDS,
        max_retries=2,
        retry_on_timeout=True,
        pool_maxsize=CONNECTIONS,
    )
