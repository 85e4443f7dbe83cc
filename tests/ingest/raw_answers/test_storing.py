"""The last good and the last bad answers of a board, kept with the result of a visit over real HTTP."""

import hashlib
import json
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from ingest.models import Board, BoardState, RawAnswer, Run, Stage
from ingest.raw_answers import keeping
from ingest.raw_answers.keeping import Kept
from ingest.raw_answers.storing import NotKept, answers_of
from ingest.sources.types import Request
from tests.ingest.conftest import HOST, PATH, greenhouse
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0, one_slice

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

Shows = Callable[..., None]
Visit = Callable[[datetime], Run]

pytestmark = pytest.mark.django_db
commits = pytest.mark.django_db(transaction=True)


def kept(kind: str) -> RawAnswer:
    return RawAnswer.objects.get(kind=kind)


def written(visit: Visit, at: datetime) -> list[str]:
    """The statements of a visit that write to the table of raw answers."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        visit(at)
    statements = [query["sql"] for query in queries.captured_queries if "ingest_rawanswer" in query["sql"]]
    return [statement for statement in statements if not statement.startswith("SELECT")]


def test_the_answer_is_kept_as_it_came_with_what_was_asked(visit: Visit, shows: Shows) -> None:
    shows(1, 2)
    visit(DAY_0)
    row = kept("good")
    [answer] = answers_of(row)
    body = json.dumps(greenhouse(1, 2)).encode()
    assert (row.at, row.answers, row.left_out, row.size, row.reason) == (DAY_0, 1, 0, len(body), "")
    assert answer.body() == body
    assert answer.request.url == f"https://{HOST}{PATH}?content=true&pay_transparency=true"
    assert not RawAnswer.objects.filter(kind="bad").exists()


def test_an_unchanged_board_writes_nothing(visit: Visit, shows: Shows) -> None:
    shows(1)
    visit(DAY_0)
    assert written(visit, DAY_0 + HOUR) == []
    # Once a week it is read in full, and comes out the same.
    assert written(visit, DAY_0 + 8 * DAY) == []
    assert kept("good").at == DAY_0
    shows(1, 2)
    visit(DAY_0 + 9 * DAY)
    assert kept("good").at == DAY_0 + 9 * DAY
    assert RawAnswer.objects.count() == 1


def test_an_answer_that_cannot_be_read_is_kept_beside_the_last_good_one(
    visit: Visit, shows: Shows, vendor: Vendor
) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(200, b"<html>Back soon</html>"))
    assert visit(DAY_0 + HOUR).outcome == "malformed"
    assert [a.body() for a in answers_of(kept("bad"))] == [b"<html>Back soon</html>"]
    assert kept("bad").reason
    assert kept("good").at == DAY_0
    assert written(visit, DAY_0 + 2 * HOUR) == []
    vendor.says(HOST, PATH, Reply(200, b"<html>Back later</html>"))
    visit(DAY_0 + 3 * HOUR)
    assert RawAnswer.objects.count() == 2
    assert kept("bad").at == DAY_0 + 3 * HOUR


def test_a_listing_with_an_item_that_cannot_be_read_is_a_bad_one_and_says_which(visit: Visit, vendor: Vendor) -> None:
    answer = greenhouse(1, 2)
    del answer["jobs"][1]["title"]
    vendor.says(HOST, PATH, as_json(answer))
    assert visit(DAY_0).outcome == "partial"
    assert kept("bad").reason.startswith("2: ")
    assert not RawAnswer.objects.filter(kind="good").exists()


@pytest.mark.parametrize("reply", [Reply(500, b"{}"), Reply(404, b"{}"), Reply(429, b"{}")])
def test_a_failure_without_an_answer_keeps_nothing(visit: Visit, vendor: Vendor, reply: Reply) -> None:
    vendor.says(HOST, PATH, reply)
    visit(DAY_0)
    assert not RawAnswer.objects.exists()


def test_postgresql_does_not_compress_it_again(visit: Visit, shows: Shows) -> None:
    shows(1)
    visit(DAY_0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstorage FROM pg_attribute WHERE attrelid = 'ingest_rawanswer'::regclass AND attname = 'body'"
        )
        assert cursor.fetchone()[0] in {"e", b"e"}


def test_what_goes_beyond_the_bound_is_left_out_and_counted(
    visit: Visit, shows: Shows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Kept.__init__, "__defaults__", (300,))
    shows(*range(50))
    assert visit(DAY_0).outcome == "ok"
    assert (kept("good").answers, kept("good").left_out, kept("good").size) == (0, 1, 0)


def keep_page(held: Kept, url: str, body: bytes) -> None:
    held.page(Request(url), body, hashlib.sha256(body).digest())


def test_a_bound_holds_for_the_compressed_bytes_and_smaller_answers_still_fit() -> None:
    held = Kept(most=2_000)
    noise = b"".join(zlib.crc32(number.to_bytes(4, "big")).to_bytes(4, "big") for number in range(1_000))
    keep_page(held, "https://a.example/1", bytes(100_000))
    keep_page(held, "https://a.example/2", noise)
    keep_page(held, "https://a.example/3", b"{}")
    assert [answer.request.url[-1] for answer in held.answers] == ["1", "3"]
    assert (held.left_out, held.size) == (1, 100_002)


def test_pages_in_another_order_are_another_listing() -> None:
    def digest(*bodies: bytes) -> bytes:
        held = Kept()
        for body in bodies:
            keep_page(held, "https://a.example/", body)
        return held.digest

    assert digest(b"a", b"b") != digest(b"b", b"a") != digest(b"ab")


@commits
def test_a_worker_that_lost_its_claim_keeps_nothing(board: Board, shows: Shows, vendor: Vendor) -> None:
    def another_worker(_headers: dict[str, str]) -> Reply:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ingest_companyschedule SET fence = fence + 1")
        # The vendor answers in a thread of its own, and so on a connection of its own.
        connection.close()
        return as_json(greenhouse(1))

    vendor.says(HOST, PATH, another_worker)
    assert one_slice(board, DAY_0) is None
    assert not RawAnswer.objects.exists()


class Unusable(FileSystemStorage):
    def save(self, *_args: Any, **_kwargs: Any) -> str:
        raise OSError("the bucket is gone")


@pytest.fixture
def outside(settings: Settings, tmp_path: Path) -> Callable[[type[Storage]], Path]:
    def use(backend: type[Storage]) -> Path:
        options = {"location": str(tmp_path)}
        named = {"BACKEND": f"{backend.__module__}.{backend.__qualname__}", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "raw_answers": named}
        return tmp_path

    return use


@commits
def test_a_storage_back_end_takes_the_bytes_and_the_row_only_names_them(
    visit: Visit, shows: Shows, outside: Callable[[type[Storage]], Path]
) -> None:
    folder = outside(FileSystemStorage)
    shows(1)
    visit(DAY_0)
    row = kept("good")
    assert row.body is None
    assert json.loads(answers_of(row)[0].body())["meta"]["total"] == 1
    shows(1, 2)
    visit(DAY_0 + HOUR)
    assert json.loads(answers_of(kept("good"))[0].body())["meta"]["total"] == 2
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@commits
def test_a_failure_to_store_there_is_counted_and_fails_no_visit(
    visit: Visit, shows: Shows, outside: Callable[[type[Storage]], Path]
) -> None:
    outside(Unusable)
    shows(1)
    assert visit(DAY_0).outcome == "ok"
    assert Stage.objects.get(name="raw_answers").publish_failures == 1
    # So that the next visit that reads the same tries again.
    assert not RawAnswer.objects.exists()
    assert BoardState.objects.get().complete_at == DAY_0


@commits
def test_bytes_that_are_not_where_the_row_says_are_said_to_be_lost(
    visit: Visit, shows: Shows, outside: Callable[[type[Storage]], Path]
) -> None:
    outside(FileSystemStorage)
    shows(1)
    visit(DAY_0)
    row = kept("good")
    storages["raw_answers"].delete(row.stored_as)
    with pytest.raises(NotKept, match="cannot be read"):
        answers_of(row)


def test_damaged_bytes_are_said_to_be_damaged(visit: Visit, shows: Shows) -> None:
    shows(1)
    visit(DAY_0)
    RawAnswer.objects.update(body=b"\xc1")
    with pytest.raises(NotKept, match="damaged"):
        answers_of(kept("good"))


def test_compression_is_worth_its_time() -> None:
    body = json.dumps(greenhouse(*range(500))).encode()
    assert len(zlib.compress(body, keeping.LEVEL)) * 5 < len(body)
