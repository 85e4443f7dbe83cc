"""More than five hundred hostile URLs and answers, each with what must become of it.

`corpus/urls.jsonl`: a URL, and either why it is refused or which host is asked. `corpus/answers.jsonl`: an answer as a
script for the hostile server, and either the length of the body or the kind of failure, with a part of its reason.
"""

import json
import socket
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpcore
import pytest
from pytest_django.fixtures import Settings

from benchmarks.hostile_server import HostileServer, scripts_of, serving
from ingest.fetching import FetchFailed, client, fetch
from ingest.fetching.transport import the_client
from ingest.fetching.urls import checked
from ingest.models.run import Outcome
from ingest.sources.types import Request
from tests.ingest.gateway import asked_through

CORPUS = Path(__file__).parent / "corpus"
MOST = 1024 * 1024
# What a request may take beside its body: the client's own buffers and httpx's objects.
MOST_MEMORY = 4 * MOST
# For answers that never end; as long to this server as half a minute is to a real one.
SHORT_SECONDS, SHORT_READ_SECONDS = 0.7, 0.5


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / name).read_text().splitlines()]


URLS = rows("urls.jsonl")
ANSWERS = rows("answers.jsonl")


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    assert len({row["url"] for row in URLS}) >= 300
    assert len({row["name"] for row in ANSWERS}) >= 200
    assert all(row.get("refused") or row.get("asked") for row in URLS)
    assert all("kind" in row or "body" in row for row in ANSWERS)


@pytest.fixture
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every name that would be resolved and every connection that would be made from now on."""
    tried = list[object]()

    def refuse(_self: object = None, *asked: object, **_options: object) -> None:
        tried.append(asked)
        raise OSError("no way out")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", refuse)
    return tried


@pytest.mark.parametrize("row", URLS, ids=lambda row: ascii(row["url"])[1:60])
def test_a_hostile_url_is_refused_unasked_or_asked_at_the_host_that_it_names(
    no_way_out: list[object], row: dict[str, str]
) -> None:
    if "asked" in row:
        assert checked(row["url"]).netloc == row["asked"]
        return
    with pytest.raises(FetchFailed) as refused:
        fetch(Request(row["url"]))
    assert refused.value.kind == Outcome.BLOCKED
    assert row["refused"] in refused.value.reason
    assert no_way_out == []


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    with serving(scripts_of(CORPUS / "answers.jsonl")) as server:
        yield server


@pytest.fixture
def gateway(hostile: HostileServer, settings: Settings) -> Iterator[None]:
    with asked_through(settings, hostile.url):
        yield


@contextmanager
def within(memory: int, seconds: float) -> Iterator[None]:
    began = time.monotonic()
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < memory
    finally:
        tracemalloc.stop()
    assert time.monotonic() - began < seconds


def never_ends(row: dict[str, Any]) -> bool:
    return "deadline" in row.get("kind", "") or row.get("reason") == "in time"


@pytest.mark.django_db
@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row["name"])
def test_a_hostile_answer_is_read_or_refused_for_a_reason_within_bounds(
    gateway: None, monkeypatch: pytest.MonkeyPatch, row: dict[str, Any]
) -> None:
    # A host of its own, so that no throttling of one is another's.
    request = Request(f"https://{row['name']}.hostile.example/{row['name']}")
    seconds = SHORT_SECONDS if never_ends(row) else 10
    if never_ends(row):
        monkeypatch.setattr(client, "READ_SECONDS", SHORT_READ_SECONDS)
    deadline = time.monotonic() + seconds
    if "body" in row:
        with within(MOST_MEMORY, seconds):
            assert len(fetch(request, deadline=deadline, most=MOST).body) == row["body"]
        return
    with within(MOST_MEMORY, seconds + 1), pytest.raises(FetchFailed) as failed:
        fetch(request, deadline=deadline, most=MOST)
    assert failed.value.kind in row["kind"].split("|"), failed.value.reason
    assert row.get("reason", "") in failed.value.reason
    assert failed.value.reason.isprintable()
    assert failed.value.reason
    if "most_wait" in row:
        assert failed.value.retry_after is not None
        assert 0 < failed.value.retry_after.total_seconds() <= row["most_wait"]


@pytest.mark.django_db
def test_no_connection_is_left_in_use_behind_hostile_answers(gateway: None) -> None:
    for row in ANSWERS[::3]:
        request = Request(f"https://again-{row['name']}.hostile.example/{row['name']}")
        with suppress(FetchFailed):
            fetch(request, deadline=time.monotonic() + 0.2, most=MOST)
    pool = the_client()._transport._pool  # type: ignore[attr-defined]
    assert not [connection for connection in pool.connections if not connection.is_idle()]
    assert not pool._requests
