"""What went wrong elsewhere within one visit or two: closed what was open, or kept open what was closed.

Each test tells an incident that happened to somebody, and shows that it does not happen here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest.models import Absence, CompanySchedule, Posting, PostingStage, Run
from tests.ingest.incidents.conftest import (
    SMART,
    SMART_PATH,
    WORKDAY,
    WORKDAY_PATH,
    WORKDAY_TOKEN,
    VisitBoard,
    WatchedOn,
    on_smartrecruiters,
    on_workday,
    opened,
)
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0

Visit = Callable[[datetime], Run]
Shows = Callable[..., None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIXTURES = Path(__file__).parents[2] / "fixtures"


def test_1_an_empty_but_healthy_feed_closes_its_postings_after_confirmation(visit: Visit, shows: Shows) -> None:
    """A guard "never close when nothing was read" kept 107 postings of an emptied board open for a month.

    Here an empty list with the right envelope is believed when it stays empty for six hours.
    """
    shows(*range(1, 108))
    visit(DAY_0)
    shows()
    held = visit(DAY_0 + DAY)
    assert (held.outcome, held.closed) == ("held", 0)
    assert held.reason == "107 postings went at once; they stay until a later visit confirms it"
    believed = visit(CompanySchedule.objects.get().next_run_at)
    closing = visit(CompanySchedule.objects.get().next_run_at)
    assert (believed.missing, closing.closed) == (107, 107)
    assert closing.at - held.at < timedelta(hours=8)
    assert not Posting.objects.filter(status="open").exists()


def test_1_an_empty_feed_of_a_board_without_postings_is_no_failure(
    vendor: Vendor, watched_on: WatchedOn, visit_board: VisitBoard
) -> None:
    """32 of 41 boards that a crawler reported as broken had an empty root element, and were simply empty."""
    board = watched_on("personio", "acorn")
    empty = Reply(200, (FIXTURES / "personio" / "empty.xml").read_bytes(), {"Content-Type": "text/xml"})
    vendor.says("acorn.jobs.personio.com", "/xml", empty)
    assert visit_board(board, DAY_0).outcome == "unchanged"
    run = visit_board(board, DAY_0 + DAY)
    schedule = CompanySchedule.objects.get()
    assert (run.outcome, schedule.failures, schedule.active) == ("unchanged", 0, True)


@pytest.mark.parametrize("body", [b"", b"<html><body>Maintenance</body></html>", b"<error>try later</error>"])
def test_1_an_answer_without_the_right_envelope_is_no_empty_feed(
    vendor: Vendor, watched_on: WatchedOn, visit_board: VisitBoard, body: bytes
) -> None:
    """The other way round: an outage that answers 200 must not read as "no postings"."""
    board = watched_on("personio", "acorn")
    feed = (FIXTURES / "personio" / "feed_en.xml").read_bytes()
    vendor.says("acorn.jobs.personio.com", "/xml", Reply(200, feed, {"Content-Type": "text/xml"}))
    visit_board(board, DAY_0)
    before = opened(board)
    assert before
    vendor.says("acorn.jobs.personio.com", "/xml", Reply(200, body, {"Content-Type": "text/xml"}))
    for days in range(1, 4):
        assert visit_board(board, DAY_0 + days * DAY).outcome == "malformed"
    assert (opened(board), Absence.objects.count()) == (before, 0)


def test_2_a_part_of_a_list_is_no_list(vendor: Vendor, watched_on: WatchedOn, visit_board: VisitBoard) -> None:
    """An adapter handed on the first 500 of 1,400 as a success: 110 live postings were closed within minutes."""
    board = watched_on("smartrecruiters", "Acorn")
    everything = list(range(1, 251))
    on_smartrecruiters(vendor, everything)
    visit_board(board, DAY_0)
    vendor.says(SMART, f"{SMART_PATH}?limit=100&offset=100", Reply(500))
    for hours in (24, 32, 48, 72):
        run = visit_board(board, DAY_0 + hours * HOUR)
        assert (run.outcome, run.missing, run.closed) == ("unreachable", 0, 0)
    assert opened(board) == {str(number) for number in everything}


def test_2_a_list_that_is_shorter_than_it_says_is_no_list(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    """The same for a vendor that answers in one page and states how many there are."""
    shows(*range(1, 31))
    visit(DAY_0)
    shows(*range(1, 11))
    [(address, reply)] = vendor.replies.items()
    assert isinstance(reply, Reply)
    vendor.says(*address, Reply(200, reply.body.replace(b'"total": 10', b'"total": 30')))
    for days in range(1, 4):
        run = visit(DAY_0 + days * DAY)
        assert (run.outcome, run.reason) == ("partial", "the listing was not complete")
    assert Posting.objects.filter(status="open").count() == 30


def test_3_a_vendor_that_shows_only_a_window_of_its_postings_closes_none(
    vendor: Vendor, watched_on: WatchedOn, visit_board: VisitBoard
) -> None:
    """Of a site with 942 postings, a crawler saw 500 at a time, and others each day: 7 of 8 closures were wrong.

    Here what is beyond the window makes the listing incomplete, whoever is in it.
    """
    board = watched_on("workday", WORKDAY_TOKEN)
    everything = list(range(1, 95))
    on_workday(vendor, everything, total=94)
    visit_board(board, DAY_0)
    assert len(opened(board)) == 94
    for days in range(1, 5):
        rotated = everything[days * 15 :] + everything[: days * 15]
        on_workday(vendor, rotated, total=94, most=40)
        run = visit_board(board, DAY_0 + days * DAY)
        assert (run.missing, run.closed) == (0, 0)
        assert run.outcome in {"throttled", "partial"}
    assert len(opened(board)) == 94


def test_4_a_detail_that_fails_closes_nothing(vendor: Vendor, watched_on: WatchedOn, visit_board: VisitBoard) -> None:
    """A detail that timed out dropped its posting from the run, nobody stamped it as seen, and it closed after days."""
    board = watched_on("smartrecruiters", "Acorn")
    on_smartrecruiters(vendor, [1, 2])
    visit_board(board, DAY_0)
    on_smartrecruiters(vendor, [1, 2, 3])
    vendor.says(SMART, f"{SMART_PATH}/3", Reply(503))
    PostingStage.objects.filter(posting__external_id="1").update(detail_due_at=DAY_0 + DAY)
    vendor.says(SMART, f"{SMART_PATH}/1", Reply(504))
    for days in range(1, 6):
        run = visit_board(board, DAY_0 + days * DAY)
        assert (run.missing, run.closed, run.held) == (0, 0, 0)
    assert opened(board) == {"1", "2", "3"}
    assert Absence.objects.count() == 0


def test_5_an_empty_page_of_a_board_that_says_it_has_postings_is_throttling(
    vendor: Vendor, watched_on: WatchedOn, visit_board: VisitBoard
) -> None:
    """A site advertised 1,963 postings and answered a hurried crawler with empty pages: it was pruned to none."""
    board = watched_on("workday", WORKDAY_TOKEN)
    on_workday(vendor, list(range(1, 46)), total=45)
    visit_board(board, DAY_0)
    on_workday(vendor, [], total=1963)
    for hours in (24, 33, 42):
        run = visit_board(board, DAY_0 + hours * HOUR)
        assert (run.outcome, run.missing, run.held, run.closed) == ("throttled", 0, 0, 0)
        assert run.reason
    assert len(opened(board)) == 45
    assert CompanySchedule.objects.get().failures == 0


def test_5_the_same_where_only_a_later_page_is_empty(
    vendor: Vendor, watched_on: WatchedOn, visit_board: VisitBoard
) -> None:
    board = watched_on("smartrecruiters", "Acorn")
    on_smartrecruiters(vendor, list(range(1, 151)))
    visit_board(board, DAY_0)
    empty = {"offset": 100, "limit": 100, "totalFound": 150, "content": []}
    vendor.says(SMART, f"{SMART_PATH}?limit=100&offset=100", as_json(empty))
    run = visit_board(board, DAY_0 + DAY)
    assert (run.outcome, run.missing) == ("throttled", 0)
    assert len(opened(board)) == 150


def test_the_workday_of_these_tests_is_read_as_one(
    vendor: Vendor, watched_on: WatchedOn, visit_board: VisitBoard
) -> None:
    """The control of the tests above: without the trouble, all is read, and what goes is closed."""
    board = watched_on("workday", WORKDAY_TOKEN)
    on_workday(vendor, list(range(1, 46)), total=45)
    assert visit_board(board, DAY_0).created == 45
    on_workday(vendor, list(range(2, 46)), total=44)
    visit_board(board, DAY_0 + DAY)
    assert visit_board(board, DAY_0 + DAY + 2 * HOUR).closed == 1
    assert len([path for host, path, _ in vendor.asked if (host, path) == (WORKDAY, f"{WORKDAY_PATH}/jobs")]) == 9
