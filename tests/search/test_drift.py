"""The check of the index finds every difference from the database, says it, and repairs it."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from opensearchpy import OpenSearch

from ingest.models import Posting, PostingStage
from ingest.models.posting import Status
from search import drift, indexing
from search.drift import find_drift, repair_all
from search.index_names import read_alias, write_alias
from tests.search.indexed import index_all, refresh
from tests.search.plain_rows import NOW, posting

pytestmark = [pytest.mark.django_db, pytest.mark.opensearch]


@pytest.fixture
def client(opensearch: str) -> OpenSearch:
    return OpenSearch(hosts=[opensearch])


@pytest.fixture(autouse=True)
def small_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "BUCKET", 2)
    monkeypatch.setattr(drift, "WINDOW", 3)


def versions(client: OpenSearch) -> dict[int, int]:
    refresh(client)
    hits = client.search(index=read_alias(), body={"size": 100}, params={"version": "true"})["hits"]["hits"]
    return {int(hit["_id"]): hit["_version"] for hit in hits}


def test_an_index_that_is_right_differs_nowhere(client: OpenSearch) -> None:
    for number in range(7):
        posting(f"Nurse {number}")
    index_all()
    assert not find_drift()
    assert find_drift().checked == 7


def test_what_waits_for_the_index_stage_is_no_difference(client: OpenSearch) -> None:
    posting("Nurse")
    index_all()
    PostingStage.objects.update(version=2)
    posting("Cook")
    assert not find_drift()


def test_documents_that_were_deleted_by_hand_come_back(client: OpenSearch) -> None:
    made = [posting(f"Nurse {number}") for number in range(9)]
    index_all()
    client.delete(index=write_alias(), id=str(made[4].pk))
    assert list(find_drift().lost) == [made[4].pk]
    assert repair_all()
    index_all()
    assert set(versions(client)) == {one.pk for one in made}
    assert not find_drift()


def test_a_posting_that_is_gone_leaves_the_index(client: OpenSearch) -> None:
    made = [posting(f"Nurse {number}") for number in range(5)]
    index_all()
    Posting.objects.filter(pk__in=[made[0].pk, made[4].pk]).delete()
    assert set(find_drift().gone) == {made[0].pk, made[4].pk}
    assert repair_all()
    assert set(versions(client)) == {one.pk for one in made[1:4]}


def test_a_database_that_was_put_back_overtakes_the_index(client: OpenSearch) -> None:
    nurse = posting("Nurse")
    index_all()
    PostingStage.objects.update(version=7)
    Posting.objects.update(status=Status.CLOSED, closed_at=NOW)
    index_all()
    PostingStage.objects.update(version=3, indexed_version=3)
    Posting.objects.update(status=Status.OPEN, closed_at=None)
    assert find_drift().ahead == {nurse.pk: 7}
    assert repair_all()
    index_all()
    assert versions(client) == {nurse.pk: 8}
    assert PostingStage.objects.get().indexed_version == 8


def test_the_command_says_what_differs_and_repairs_only_when_asked(client: OpenSearch) -> None:
    nurse, _cook = posting("Nurse"), posting("Cook")
    index_all()
    client.delete(index=write_alias(), id=str(nurse.pk))
    with pytest.raises(CommandError, match="--repair"):
        call_command("check_index", stdout=StringIO())
    assert not indexing.has_work()
    out = StringIO()
    call_command("check_index", "--repair", stdout=out)
    assert "2 postings: 1 lost, 0 ahead of the database, 0 without a posting." in out.getvalue()
    assert indexing.has_work()


@pytest.mark.usefixtures("client")
def test_a_rebuild_by_hand_makes_a_new_index_that_answers() -> None:
    posting("Nurse")
    index_all()
    out = StringIO()
    call_command("rebuild_index", stdout=out)
    assert "answers now" in out.getvalue()
    assert not find_drift()
    assert not indexing.has_work()


@pytest.mark.parametrize("command", ["check_index", "rebuild_index"])
def test_without_an_index_or_while_it_is_away_the_commands_say_so(settings: Any, command: str) -> None:
    with pytest.raises(CommandError, match="OPENSEARCH_URL is not set"):
        call_command(command)
    settings.OPENSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Connection refused"):
        call_command(command)
    assert not repair_all()
