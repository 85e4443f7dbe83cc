"""The client of the web pages gives up early, and does not try again at once."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from opensearchpy import OpenSearch

from search import opensearch as module
from search.opensearch import IndexUnavailable, WebClient, worker_client


@pytest.fixture
def silent_server() -> Iterator[str]:
    """It accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def ping(client: OpenSearch) -> object:
    return client.info()


def test_a_page_waits_no_longer_than_its_deadline_and_the_next_one_not_at_all(
    silent_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WEB_TIMEOUT_SECONDS", 0.3)
    web = WebClient(silent_server)
    began = time.monotonic()
    with pytest.raises(IndexUnavailable):
        web.ask(ping)
    assert time.monotonic() - began < 1
    began = time.monotonic()
    with pytest.raises(IndexUnavailable, match="a moment ago"):
        web.ask(ping)
    assert time.monotonic() - began < 0.1


def test_after_the_pause_it_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WEB_PAUSE_SECONDS", 0.0)
    web = WebClient("http://127.0.0.1:9")
    for _ in range(2):
        with pytest.raises(IndexUnavailable, match="refused"):
            web.ask(ping)


@pytest.mark.opensearch
def test_a_query_that_is_wrong_does_not_stop_the_others(opensearch: str) -> None:
    web = WebClient(opensearch)
    with pytest.raises(IndexUnavailable, match="400"):
        web.ask(lambda client: client.search(body={"query": {"nothing": {}}}))
    assert web.ask(ping)


@pytest.mark.opensearch
@pytest.mark.usefixtures("opensearch")
def test_many_threads_share_one_client() -> None:
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(worker_client().ping())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 12
