"""Visits to one board over real HTTP, into real PostgreSQL."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ingest.models import Absence, Board, BoardState, CompanySchedule, Posting, PostingStage, Run
from ingest.read_listing import WRITTEN_AT_ONCE
from tests.ingest.conftest import HOST, PATH, greenhouse
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0, one_slice

Visit = Callable[[datetime], Run]
Shows = Callable[..., None]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def opened() -> set[str]:
    return set(Posting.objects.filter(status="open").values_list("external_id", flat=True))


def versions() -> dict[str, int]:
    return dict(PostingStage.objects.values_list("posting__external_id", "version"))


def test_a_first_visit_stores_every_posting_and_announces_nothing(visit: Visit, shows: Shows) -> None:
    shows(1, 2, 9_000_000_003)
    run = visit(DAY_0)
    assert (run.outcome, run.created) == ("ok", 3)
    assert opened() == {"1", "2", "9000000003"}
    assert not PostingStage.objects.filter(matched_at__isnull=True).exists()
    posting = Posting.objects.get(external_id="1")
    assert (posting.title, posting.department, posting.requisition_id) == ("Beekeeper 1", "Hives", "R1")
    assert posting.text.description_text == "Looks after hive 1 & its bees."
    assert posting.text.vector


def test_what_comes_after_the_first_visit_is_announced(visit: Visit, shows: Shows) -> None:
    shows(1)
    visit(DAY_0)
    shows(1, 2)
    run = visit(DAY_0 + DAY)
    assert (run.created, run.unchanged) == (1, 1)
    stage = PostingStage.objects.get(posting__external_id="2")
    assert (stage.announced_at, stage.matched_at, stage.silent) == (DAY_0 + DAY, None, False)


def test_a_second_visit_without_changes_changes_nothing(visit: Visit, shows: Shows) -> None:
    shows(1, 2)
    visit(DAY_0)
    before = versions()
    run = visit(DAY_0 + DAY)
    assert (run.outcome, run.created, run.changed, run.unchanged) == ("unchanged", 0, 0, 2)
    assert versions() == before


def test_a_new_stamp_alone_changes_nothing(visit: Visit, shows: Shows) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(1, 2, updated_at="2026-03-02T00:00:00-05:00")
    run = visit(DAY_0 + DAY)
    assert (run.outcome, run.changed) == ("unchanged", 0)
    assert set(versions().values()) == {1}


def test_a_changed_title_changes_the_posting_once(visit: Visit, shows: Shows) -> None:
    shows(1)
    visit(DAY_0)
    shows(1, title="Head Beekeeper")
    assert visit(DAY_0 + DAY).changed == 1
    assert visit(DAY_0 + 2 * DAY).changed == 0
    assert Posting.objects.get().title == "Head Beekeeper"
    assert versions() == {"1": 2}


def test_a_posting_missing_in_two_complete_visits_an_hour_apart_is_closed_and_comes_back(
    visit: Visit, shows: Shows
) -> None:
    shows(1, 2, 3)
    visit(DAY_0)
    shows(2, 3)
    assert visit(DAY_0 + DAY).missing == 1
    assert opened() == {"1", "2", "3"}
    run = visit(DAY_0 + DAY + HOUR)
    assert (run.closed, opened()) == (1, {"2", "3"})
    assert Posting.objects.get(external_id="1").closed_reason == "absent"
    shows(1, 2, 3)
    assert visit(DAY_0 + 2 * DAY).reopened == 1
    assert opened() == {"1", "2", "3"}
    stage = PostingStage.objects.get(posting__external_id="1")
    assert (stage.version, stage.matched_at) == (3, DAY_0)


def test_a_posting_that_comes_back_after_thirty_days_is_announced_again(visit: Visit, shows: Shows) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(2)
    visit(DAY_0 + DAY)
    visit(DAY_0 + DAY + HOUR)
    shows(1, 2)
    visit(DAY_0 + 40 * DAY)
    stage = PostingStage.objects.get(posting__external_id="1")
    assert (stage.announced_at, stage.matched_at, stage.silent) == (DAY_0 + 40 * DAY, None, False)


def test_an_announced_posting_that_comes_back_is_matched_again_under_its_old_announcement(
    visit: Visit, shows: Shows
) -> None:
    shows(1)
    visit(DAY_0)
    shows(1, 2)
    visit(DAY_0 + DAY)
    PostingStage.objects.update(matched_at=DAY_0 + DAY)
    shows(1)
    visit(DAY_0 + 2 * DAY)
    visit(DAY_0 + 2 * DAY + HOUR)
    shows(1, 2)
    visit(DAY_0 + 3 * DAY)
    stage = PostingStage.objects.get(posting__external_id="2")
    assert stage.announced_at == DAY_0 + DAY
    assert stage.matched_at is None


def test_a_missing_posting_that_returns_is_not_counted_as_reopened(visit: Visit, shows: Shows) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(2)
    visit(DAY_0 + DAY)
    shows(1, 2)
    run = visit(DAY_0 + 2 * DAY)
    assert (run.missing, run.reopened, Absence.objects.count()) == (0, 0, 0)


def test_an_empty_list_closes_nothing_until_it_is_confirmed(visit: Visit, shows: Shows) -> None:
    shows(1, 2, 3)
    visit(DAY_0)
    shows()
    run = visit(DAY_0 + DAY)
    assert (run.outcome, run.held, run.closed) == ("held", 3, 0)
    assert visit(DAY_0 + DAY + 2 * HOUR).held == 3
    assert visit(DAY_0 + DAY + 8 * HOUR).missing == 3
    assert visit(DAY_0 + DAY + 16 * HOUR).closed == 3
    assert opened() == set()


def test_a_304_is_a_complete_listing_that_closes_what_is_missing(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    def by_etag(headers: dict[str, str]) -> Reply:
        return Reply(304) if headers.get("if-none-match") == '"b"' else as_json(greenhouse(2), ETag='"b"')

    shows(1, 2)
    visit(DAY_0)
    vendor.says(HOST, PATH, by_etag)
    assert visit(DAY_0 + DAY).missing == 1
    run = visit(DAY_0 + 2 * DAY)
    assert vendor.asked[-1][2]["if-none-match"] == '"b"'
    assert (run.closed, opened()) == (1, {"2"})


def test_an_equal_body_is_as_good_as_a_304(visit: Visit, shows: Shows, board: Board) -> None:
    shows(1)
    visit(DAY_0)
    posting = Posting.objects.get()
    Posting.objects.update(listing_hash=b"forgotten")
    assert visit(DAY_0 + DAY).outcome == "unchanged"
    assert bytes(Posting.objects.get(id=posting.id).listing_hash) == b"forgotten"


def test_once_a_week_nothing_is_taken_on_a_validators_word(visit: Visit, vendor: Vendor) -> None:
    vendor.says(HOST, PATH, as_json(greenhouse(1), ETag='"a"'))
    visit(DAY_0)
    visit(DAY_0 + 6 * DAY)
    visit(DAY_0 + 7 * DAY)
    assert [headers.get("if-none-match") for _, _, headers in vendor.asked] == [None, '"a"', None]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"jobs": [{"id": 1, "title": "cut o', "cut off"),
        (b"<!doctype html><title>Just a moment</title>", "HTML"),
        (b'{"status": 500, "error": "internal"}', "internal"),
        (b"[]", ""),
        (b'{"jobs": {"a": 1}}', ""),
        (b"", ""),
        (b"\xff\xfe\x00", ""),
    ],
)
def test_an_unreadable_answer_is_a_reason_on_the_run_and_closes_nothing(
    visit: Visit, shows: Shows, vendor: Vendor, body: bytes, reason: str
) -> None:
    shows(1, 2)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(200, body))
    run = visit(DAY_0 + DAY)
    assert run.outcome == "malformed"
    assert reason.lower() in run.reason.lower()
    assert run.reason
    assert (opened(), Absence.objects.count()) == ({"1", "2"}, 0)


def test_a_failed_visit_leaves_the_validators_as_they_were(visit: Visit, vendor: Vendor, board: Board) -> None:
    vendor.says(HOST, PATH, as_json(greenhouse(1), ETag='"a"'))
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(200, b"<html>", {"ETag": '"broken"'}))
    visit(DAY_0 + DAY)
    assert BoardState.objects.get(board=board).etag == '"a"'


def test_a_bad_item_with_an_id_counts_as_seen(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    shows(1, 2)
    visit(DAY_0)
    listing = greenhouse(1, 2)
    listing["jobs"][0]["title"] = {"not": "a text"}
    vendor.says(HOST, PATH, as_json(listing))
    run = visit(DAY_0 + DAY)
    assert (run.outcome, run.missing) == ("partial", 0)
    assert "title" in run.boards[0]["bad"][0]
    assert Absence.objects.count() == 0


def test_a_bad_item_without_an_id_makes_the_listing_incomplete(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    shows(1, 2)
    visit(DAY_0)
    listing = greenhouse(1, 3)
    del listing["jobs"][1]["id"]
    vendor.says(HOST, PATH, as_json(listing))
    run = visit(DAY_0 + DAY)
    assert (run.outcome, run.missing, Absence.objects.count()) == ("partial", 0, 0)


def test_a_listing_that_lacks_postings_by_its_own_count_closes_nothing(
    visit: Visit, shows: Shows, vendor: Vendor
) -> None:
    shows(1, 2)
    visit(DAY_0)
    listing = greenhouse(1)
    listing["meta"]["total"] = 2
    vendor.says(HOST, PATH, as_json(listing))
    assert (visit(DAY_0 + DAY).missing, Absence.objects.count()) == (0, 0)


def test_hostile_texts_are_stored_clean(visit: Visit, shows: Shows) -> None:
    shows(1, title="x" * 10_000)
    shows(
        1, title="Bee\x00keeper \ud800 &amp; more", content="&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;ok&lt;/p&gt;"
    )
    visit(DAY_0)
    posting = Posting.objects.get()
    assert "\x00" not in posting.title
    assert posting.title.endswith("& more")
    assert "script" not in posting.text.description_html


def test_a_title_of_ten_thousand_characters_is_cut(visit: Visit, shows: Shows) -> None:
    shows(1, title="x" * 10_000)
    assert visit(DAY_0).created == 1
    assert len(Posting.objects.get().title) <= 500


def test_429_is_throttling_and_waits_as_long_as_the_vendor_asks(visit: Visit, vendor: Vendor, board: Board) -> None:
    vendor.says(HOST, PATH, Reply(429, b"", {"Retry-After": "7200"}))
    assert visit(DAY_0).outcome == "throttled"
    assert CompanySchedule.objects.get().next_run_at >= DAY_0 + 2 * HOUR


def test_failures_back_off_and_a_success_ends_it(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    vendor.says(HOST, PATH, Reply(503))
    visit(DAY_0)
    visit(DAY_0 + HOUR)
    assert CompanySchedule.objects.get().failures == 2
    shows(1)
    visit(DAY_0 + DAY)
    schedule = CompanySchedule.objects.get()
    assert (schedule.failures, schedule.lease_until, schedule.ticket) == (0, None, None)


def test_a_board_is_gone_after_two_404s_six_hours_apart(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    shows(1, 2)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(404, b'{"status":404,"error":"Job not found"}'))
    assert visit(DAY_0 + DAY).closed == 0
    assert visit(DAY_0 + DAY + 5 * HOUR).closed == 0
    assert visit(DAY_0 + DAY + 6 * HOUR).closed == 2
    assert set(Posting.objects.values_list("closed_reason", flat=True)) == {"board_gone"}


def test_a_board_that_answers_again_between_two_404s_is_not_gone(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(404))
    visit(DAY_0 + DAY)
    shows(1)
    visit(DAY_0 + DAY + HOUR)
    vendor.says(HOST, PATH, Reply(404))
    assert visit(DAY_0 + DAY + 7 * HOUR).closed == 0


def test_a_board_unread_for_two_weeks_closes_as_stale(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(500))
    assert visit(DAY_0 + 13 * DAY).closed == 0
    assert visit(DAY_0 + 14 * DAY).closed == 1
    assert Posting.objects.get().closed_reason == "stale"


def test_ids_repeated_in_one_answer_are_one_posting(visit: Visit, shows: Shows) -> None:
    shows(1, 1, 2)
    visit(DAY_0)
    assert opened() == {"1", "2"}


def statements(visit: Visit, at: datetime) -> int:
    with CaptureQueriesContext(connection) as queries:
        visit(at)
    return len(queries)


def test_the_number_of_statements_does_not_depend_on_the_number_of_postings(visit: Visit, shows: Shows) -> None:
    shows(1)
    visit(DAY_0)
    shows(*range(1, 4))
    few = statements(visit, DAY_0 + DAY)
    shows(*range(1, WRITTEN_AT_ONCE))
    many = statements(visit, DAY_0 + 2 * DAY)
    assert many == few


def test_an_unchanged_board_writes_no_posting(visit: Visit, shows: Shows) -> None:
    shows(*range(1, 50))
    visit(DAY_0)
    with CaptureQueriesContext(connection) as queries:
        visit(DAY_0 + DAY)
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "WITH"))]
    assert not [sql for sql in written if "ingest_posting" in sql]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_claim_writes_nothing_and_records_nothing(board: Board, vendor: Vendor) -> None:
    def meanwhile(_headers: dict[str, str]) -> Reply:
        CompanySchedule.objects.update(fence=99)
        connection.close()
        return as_json(greenhouse(1))

    vendor.says(HOST, PATH, meanwhile)
    assert one_slice(board, DAY_0) is None
    assert (Posting.objects.count(), Run.objects.count()) == (0, 0)
