"""Reading again what is stored, after the reader changed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from ingest import completing, rereading
from ingest.completing import reader
from ingest.models import Posting, PostingStage, PostingText, Run
from ingest.rereading import Reread, reread_page
from tests.ingest.visits import DAY_0

Visit = Callable[[datetime], Run]
Shows = Callable[..., None]
OLD = {"countries": [], "skills": [], "workplace": "", "read_with": 0}


@pytest.fixture
def stored(visit: Visit, shows: Shows) -> list[int]:
    """Three postings as an older release left them: nothing read, nothing kept beside."""
    shows(1, 2, 3, location={"name": "Oslo, Norway"}, content="<p>You know Python.</p>")
    visit(DAY_0)
    Posting.objects.update(**OLD, locations=[{"text": "Oslo, Norway", "city": None, "region": None, "country": None}])
    PostingText.objects.update(vector="'old':1", stated=None)
    return list(Posting.objects.order_by("pk").values_list("pk", flat=True))


def again() -> str:
    said = StringIO()
    call_command("reread", stdout=said)
    return said.getvalue()


def test_rows_of_an_older_reader_are_read_again_and_indexed(stored: list[int]) -> None:
    before = dict(Posting.objects.values_list("pk", "content_hash"))
    assert "3 postings read again, 3 of them" in again()
    posting = Posting.objects.select_related("text", "stage").get(pk=stored[0])
    assert (posting.countries, posting.skills, posting.read_with) == (["NO"], ["Python"], reader())
    assert "'python'" in str(posting.text.vector)
    assert posting.text.stated == {
        "locations": [{"text": "Oslo, Norway", "city": None, "region": None, "country": None}]
    } | {"countries": []}
    assert posting.stage.version == 2
    assert dict(Posting.objects.values_list("pk", "content_hash")) == before


def test_it_announces_nothing_and_changes_nothing_for_the_vendor(stored: list[int], visit: Visit) -> None:
    stages = list(PostingStage.objects.order_by("pk").values_list("announced_at", "matched_at", "silent"))
    changed_at = set(Posting.objects.values_list("changed_at", flat=True))
    again()
    assert list(PostingStage.objects.order_by("pk").values_list("announced_at", "matched_at", "silent")) == stages
    assert set(Posting.objects.values_list("changed_at", flat=True)) == changed_at
    assert visit(DAY_0 + timedelta(days=8)).changed == 0


def test_a_second_time_reads_nothing(stored: list[int]) -> None:
    again()
    assert "0 postings read again" in again()
    assert set(PostingStage.objects.values_list("version", flat=True)) == {2}


def test_what_reads_as_before_is_not_indexed_again(stored: list[int]) -> None:
    again()
    Posting.objects.update(read_with=0)
    assert "3 postings read again, 0 of them" in again()
    assert set(PostingStage.objects.values_list("version", flat=True)) == {2}
    assert set(Posting.objects.values_list("read_with", flat=True)) == {reader()}


def test_a_run_goes_on_where_another_ended(stored: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "PAGE", 2)
    assert reread_page(0) == Reread(read=2, changed=2, last_id=stored[1])
    assert "1 postings read again" in again()
    assert not Posting.objects.exclude(read_with=reader()).exists()


def test_what_a_visit_writes_meanwhile_stays(stored: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    read = completing.completed

    def while_a_visit_writes(*content: object) -> object:
        Posting.objects.filter(pk=stored[0]).update(content_hash=b"newer", countries=["SE"])
        return read(*content)  # type: ignore[arg-type]

    monkeypatch.setattr(rereading, "completed", while_a_visit_writes)
    assert reread_page(0).read == 2
    assert Posting.objects.get(pk=stored[0]).countries == ["SE"]


def test_an_edit_of_a_list_makes_another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    known = reader()
    completing.reader.cache_clear()
    monkeypatch.setattr(completing, "_LISTS", completing._LISTS[:1])
    assert reader() != known
    completing.reader.cache_clear()
