"""A busy machine answers late; these tests are about what is found, not how soon."""

from collections.abc import Iterator

import pytest

from search import index_search, opensearch


@pytest.fixture(autouse=True)
def patient_web_client(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(opensearch, "WEB_TIMEOUT_SECONDS", 30)
    monkeypatch.setattr(index_search, "SERVER_TIMEOUT", "25s")
    opensearch._web_client.cache_clear()
    yield
    opensearch._web_client.cache_clear()
