"""Several workers of the index stage at the same time, and its messages delivered twice."""

from functools import partial

import pytest
from celery import current_app
from django.conf import LazySettings
from opensearchpy import OpenSearch

from ingest import stages
from ingest.models import Posting, PostingStage, Stage
from search import indexing
from search.models import SearchIndex
from search.opensearch import IndexUnavailable
from search.tasks import index_postings, repair_index
from tests.notifications.concurrency import run_together
from tests.notifications.queues import take
from tests.search.indexed import index_all, refresh
from tests.search.plain_rows import posting
from tests.search.test_index_stage import found

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.opensearch]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "PAGE", 3)


@pytest.fixture
def client(opensearch: str) -> OpenSearch:
    return OpenSearch(hosts=[opensearch])


def test_workers_that_start_together_build_one_index(client: OpenSearch) -> None:
    made = {posting(f"Nurse {number}").pk for number in range(10)}
    results = run_together(*[index_all] * 4)
    # One that finds an index replaced under its hands leaves the rest to the next message.
    assert all(isinstance(result, int | IndexUnavailable) for result in results), results
    index_all()
    assert [index.state for index in SearchIndex.objects.all()] == ["live"]
    assert found(client) == made
    assert not indexing.has_work()


def test_workers_on_the_same_pages_lose_nothing(client: OpenSearch) -> None:
    index_all()
    made = {posting(f"Nurse {number}").pk for number in range(20)}
    results = run_together(*[index_all] * 3)
    assert all(isinstance(pages, int) for pages in results), results
    assert found(client) == made
    assert not PostingStage.objects.exclude(indexed_version=1).exists()


def test_each_task_sends_a_page_and_wakes_itself_for_the_next(client: OpenSearch, rabbitmq: str) -> None:
    index_all()
    made = [posting(f"Nurse {number}").pk for number in range(7)]
    stages.wake("index")
    ran = []
    while message := take("index"):
        name, arguments = message
        ran.append(arguments)
        run_together(*[partial(current_app.tasks[name], *arguments)] * 2)
        assert len(ran) < 20
    assert ran[0] == []
    assert found(client) == set(made)
    assert not PostingStage.objects.exclude(indexed_version=1).exists()


def test_a_message_of_another_release_runs(client: OpenSearch) -> None:
    nurse = posting("Nurse")
    for _ in range(3):
        index_postings(after_id=0, priority="unknown to us")
    assert found(client) == {nurse.pk}


def test_the_check_wakes_the_stage_for_what_it_repairs(client: OpenSearch, rabbitmq: str) -> None:
    made = [posting(f"Nurse {number}") for number in range(3)]
    index_all()
    repair_index()
    assert take("index") is None
    client.delete(index=SearchIndex.objects.get(state="live").name, id=str(made[1].pk))
    refresh(client)
    repair_index()
    assert take("index") == ("search.tasks.index_postings", [])
    assert Stage.objects.filter(name="index", queued_until__isnull=False).exists()


def test_what_changed_while_opensearch_was_away_is_sent_when_it_is_back(
    client: OpenSearch, settings: LazySettings
) -> None:
    made = [posting(f"Nurse {number}") for number in range(5)]
    index_all()
    there, settings.OPENSEARCH_URL = settings.OPENSEARCH_URL, "http://127.0.0.1:9"
    Posting.objects.filter(pk=made[0].pk).delete()
    PostingStage.objects.filter(pk=made[1].pk).update(version=2)
    new = posting("Nurse of the hour")
    index_postings()
    assert PostingStage.objects.filter(indexed_version=0).count() == 1
    settings.OPENSEARCH_URL = there
    for _ in range(3):
        index_postings()
    assert new.pk in found(client)
    assert not PostingStage.objects.filter(version=2).exclude(indexed_version=2).exists()
