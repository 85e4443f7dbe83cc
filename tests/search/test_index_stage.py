"""The index stage on a real OpenSearch: what PostgreSQL says is what the index finds, whatever happened to either."""

from datetime import timedelta
from typing import Any

import pytest
from opensearchpy import OpenSearch

from ingest.models import Posting, PostingStage
from ingest.models.posting import Status
from search import bulk, indexing
from search.asked import ask
from search.criteria import Criteria
from search.index_names import every_index, read_alias, write_alias
from search.index_search import find
from search.mapping import MAPPING, SETTINGS
from search.models import SearchIndex
from tests.search.indexed import index_all, refresh
from tests.search.plain_rows import NOW, posting

pytestmark = [pytest.mark.django_db, pytest.mark.opensearch]


@pytest.fixture
def client(opensearch: str) -> OpenSearch:
    return OpenSearch(hosts=[opensearch])


def found(client: OpenSearch, text: str = "") -> set[int]:
    refresh(client)
    asked = ask(Criteria(text=text), NOW)
    return {candidate.place.posting_id for candidate in find(asked, after=None, limit=1000)}


def change(changed: Posting, **fields: Any) -> None:
    """As ingestion does it: what is changed has the next version."""
    Posting.objects.filter(pk=changed.pk).update(**fields)
    stage = PostingStage.objects.get(pk=changed.pk)
    stage.version += 1
    stage.save()


def test_without_an_address_the_stage_is_off() -> None:
    posting("Nurse")
    assert indexing.index_page(0, NOW) is None
    assert not indexing.has_work()


def test_postings_are_found_after_the_stage_has_run(client: OpenSearch) -> None:
    nurse, cook = posting("Nurse"), posting("Cook")
    assert indexing.has_work()
    index_all()
    assert found(client, "nurses") == {nurse.pk}
    assert found(client) == {nurse.pk, cook.pk}
    assert not indexing.has_work()
    assert not PostingStage.objects.exclude(indexed_version=1).exists()


def test_an_empty_site_has_an_index_that_answers_nothing(client: OpenSearch) -> None:
    assert indexing.has_work()
    index_all()
    assert found(client) == set()
    assert not indexing.has_work()


def test_a_page_leads_to_the_next(client: OpenSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "PAGE", 2)
    index_all()
    made = [posting(f"Nurse {n}") for n in range(5)]
    assert indexing.index_page(0, NOW) == made[1].pk
    assert indexing.index_page(made[1].pk, NOW) == made[3].pk
    assert indexing.index_page(made[3].pk, NOW) is None
    assert found(client) == {one.pk for one in made}


def test_a_change_reaches_the_index_and_a_closed_posting_leaves_the_answers(client: OpenSearch) -> None:
    nurse = posting("Nurse", workplace="onsite")
    index_all()
    change(nurse, workplace="remote")
    assert indexing.has_work()
    index_all()
    refresh(client)
    remote = ask(Criteria(workplaces=("remote",)), NOW)
    assert [candidate.place.posting_id for candidate in find(remote, after=None, limit=10)] == [nurse.pk]
    change(nurse, status=Status.CLOSED, closed_at=NOW)
    index_all()
    assert found(client) == set()


def test_a_late_copy_of_an_older_version_changes_nothing(client: OpenSearch) -> None:
    nurse = posting("Nurse")
    index_all()
    change(nurse, status=Status.CLOSED, closed_at=NOW)
    index_all()
    PostingStage.objects.update(version=1, indexed_version=0)
    Posting.objects.update(status=Status.OPEN, closed_at=None)
    index_all()
    assert found(client) == set()
    assert not indexing.has_work()


def test_only_the_version_that_was_sent_is_marked(client: OpenSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    nurse = posting("Nurse")
    index_all()
    change(nurse, workplace="remote")
    send = bulk.write

    def slow_write(*args: Any) -> Any:
        written = send(*args)
        change(nurse, workplace="hybrid")
        return written

    monkeypatch.setattr(indexing, "write", slow_write)
    indexing.send_page(0, NOW)
    stage = PostingStage.objects.get()
    assert (stage.version, stage.indexed_version) == (3, 1)
    monkeypatch.setattr(indexing, "write", send)
    index_all()
    assert PostingStage.objects.get().indexed_version == 3


def test_a_document_that_is_refused_is_recorded_and_blocks_nobody(
    client: OpenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MAPPING["properties"], "employment_type", {"type": "boolean"})
    index_all()
    bad, good = posting("Nurse", employment_type="full_time"), posting("Cook")
    index_all()
    assert found(client) == {good.pk}
    stage = PostingStage.objects.get(pk=bad.pk)
    assert (stage.indexed_version, stage.refused_version) == (0, 1)
    assert "employment_type" in stage.refused_reason
    assert not indexing.has_work()
    change(bad, employment_type="")
    index_all()
    assert found(client) == {good.pk, bad.pk}


def test_an_index_that_is_blocked_refuses_no_document(client: OpenSearch) -> None:
    index_all()
    nurse = posting("Nurse")
    client.indices.put_settings(index=write_alias(), body={"index.blocks.write": True})
    assert indexing.index_page(0, NOW) is None
    stage = PostingStage.objects.get()
    assert (stage.indexed_version, stage.refused_version) == (0, 0)
    client.indices.put_settings(index=write_alias(), body={"index.blocks.write": False})
    index_all()
    assert found(client) == {nurse.pk}


def test_while_opensearch_is_away_the_rows_stay(settings: Any) -> None:
    settings.OPENSEARCH_URL = "http://127.0.0.1:9"
    posting("Nurse")
    assert indexing.has_work()
    assert indexing.index_page(0, NOW) is None
    assert PostingStage.objects.get().indexed_version == 0


def test_a_deleted_index_is_built_again(client: OpenSearch) -> None:
    nurse = posting("Nurse")
    index_all()
    client.indices.delete(index=SearchIndex.objects.get().name)
    assert indexing.has_work()
    index_all()
    assert found(client) == {nurse.pk}
    assert not indexing.has_work()


def test_an_emptied_index_is_built_again(client: OpenSearch) -> None:
    nurse = posting("Nurse")
    index_all()
    refresh(client)
    client.delete_by_query(index=every_index(), body={"query": {"match_all": {}}}, params={"refresh": "true"})
    assert found(client) == set()
    assert indexing.has_work()
    index_all()
    assert found(client) == {nurse.pk}


def test_an_index_that_was_made_by_another_hand_is_replaced(client: OpenSearch) -> None:
    nurse = posting("Nurse")
    index_all()
    name = SearchIndex.objects.get().name
    client.indices.delete(index=name)
    client.indices.create(index=name)
    assert indexing.has_work()
    index_all()
    assert found(client, "nurse") == {nurse.pk}


def test_lost_aliases_come_back(client: OpenSearch) -> None:
    nurse = posting("Nurse")
    index_all()
    client.indices.delete_alias(index=every_index(), name="*")
    assert indexing.has_work()
    index_all()
    assert found(client) == {nurse.pk}
    assert SearchIndex.objects.count() == 1


def test_another_mapping_is_built_beside_the_old_index_which_answers_meanwhile(
    client: OpenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "PAGE", 2)
    made = [posting(f"Nurse {n}") for n in range(5)]
    index_all()
    old = SearchIndex.objects.get()
    monkeypatch.setitem(SETTINGS, "refresh_interval", "2s")
    assert indexing.has_work()
    assert indexing.index_page(0, NOW) == 0
    assert found(client) == {one.pk for one in made}
    new = posting("Nurse of the new day")
    change(made[0], status=Status.CLOSED, closed_at=NOW)
    indexing.index_page(0, NOW)
    assert found(client) == {one.pk for one in [*made[1:], new]}, "What changes goes to the old index, too."
    index_all()
    assert found(client) == {one.pk for one in [*made[1:], new]}
    live = SearchIndex.objects.get(state="live")
    assert live != old
    assert list(client.indices.get(index=every_index())) == [live.name]


def test_an_older_release_does_not_build_its_index_again(client: OpenSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    nurse = posting("Nurse")
    index_all()
    with monkeypatch.context() as newer:
        newer.setitem(SETTINGS, "refresh_interval", "2s")
        index_all(NOW + timedelta(minutes=1))
    live = SearchIndex.objects.get(state="live")
    assert indexing.index_page(0, NOW + timedelta(minutes=2)) is None
    assert SearchIndex.objects.get(state="live") == live
    index_all(NOW + timedelta(hours=1))
    assert SearchIndex.objects.get(state="live") != live, "Rolled back for good, it does."
    assert found(client) == {nurse.pk}


def test_a_lost_write_alias_never_becomes_an_index(client: OpenSearch) -> None:
    posting("Nurse")
    index_all()
    assert list(client.indices.get_alias(name=read_alias())) == [SearchIndex.objects.get().name]
    client.indices.delete_alias(index=every_index(), name=write_alias())
    row = indexing._rows("true", 0)[0]
    written = bulk.write(client, [row], [write_alias()])
    assert (written.done, written.refused) == (set(), {})
    assert not client.indices.exists(index=write_alias())
