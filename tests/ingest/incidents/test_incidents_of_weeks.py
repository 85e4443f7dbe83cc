"""What went wrong elsewhere over days and weeks: boards that fail for ever, vanish, move, or flap.

Each test tells an incident that happened to somebody, and shows that it does not happen here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.test import Client

from ingest.models import Board, BoardState, Company, CompanySchedule, Move, Posting, PostingStage, Run
from ingest.moves.following import follow_move
from search.addresses import posting_path
from tests.ingest.conftest import HOST, PATH
from tests.ingest.incidents.conftest import (
    WORKDAY_TOKEN,
    VisitBoard,
    WatchedOn,
    on_smartrecruiters,
    on_workday,
    opened,
)
from tests.ingest.vendor import Reply, Vendor
from tests.ingest.visits import DAY_0

Visit = Callable[[datetime], Run]
Shows = Callable[..., None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOT_THERE = Reply(404, b'{"status":404,"error":"Board not found"}')


def due() -> datetime:
    return CompanySchedule.objects.get().next_run_at


def waits_for_matching() -> set[str]:
    stages = PostingStage.objects.filter(announced_at__isnull=False, matched_at__isnull=True)
    return set(stages.values_list("posting__title", flat=True))


@pytest.mark.parametrize(
    "broken", [Reply(500), Reply(403), Reply(200, b"<html>Sorry</html>"), Reply(200, b'{"jobs": [')]
)
def test_6_a_board_that_fails_for_weeks_is_closed_with_a_reason_of_its_own(
    visit: Visit, shows: Shows, vendor: Vendor, broken: Reply
) -> None:
    """A board failed 27 times in 41 days, and nothing closed its postings, because only successes could.

    Here it is asked less and less often, and after 14 days its postings close as stale, and open again with a success.
    """
    shows(1, 2, 3)
    visit(DAY_0)
    vendor.says(HOST, PATH, broken)
    at, runs = DAY_0 + DAY, list[Run]()
    while at < DAY_0 + 20 * DAY:
        runs.append(visit(at))
        at = max(due(), at + HOUR)
    closing = [run for run in runs if run.closed]
    assert [run.closed for run in closing] == [3]
    assert DAY_0 + 14 * DAY <= closing[0].at <= DAY_0 + 15 * DAY
    assert closing[0].reason.endswith("3 postings are closed: the board could not be read for 14 days")
    assert set(Posting.objects.values_list("closed_reason", flat=True)) == {"stale"}
    assert len(runs) < 60
    shows(1, 2, 3)
    assert visit(at).reopened == 3
    assert waits_for_matching() == set()


def test_7_a_board_is_gone_only_after_two_of_its_vendors_own_404s_six_hours_apart(
    visit: Visit, shows: Shows, vendor: Vendor
) -> None:
    """One 404 in a vendor's bad minute took whole boards off the site; the peers ask for two, hours apart."""
    shows(1, 2)
    visit(DAY_0)
    vendor.says(HOST, PATH, NOT_THERE)
    assert visit(DAY_0 + DAY).closed == 0
    assert visit(DAY_0 + DAY + 5 * HOUR).closed == 0
    shows(1, 2)
    assert visit(DAY_0 + DAY + 6 * HOUR).outcome == "unchanged"
    vendor.says(HOST, PATH, NOT_THERE)
    assert visit(DAY_0 + 2 * DAY).closed == 0
    run = visit(DAY_0 + 2 * DAY + 6 * HOUR)
    assert (run.closed, Posting.objects.filter(closed_reason="board_gone").count()) == (2, 2)
    assert run.reason.startswith(f"{HOST} has no such page (HTTP 404); 2 postings are closed: the board is gone")


@pytest.mark.parametrize("answer", [Reply(403), Reply(500), Reply(429), Reply(200, b"Not found")])
def test_7_what_is_not_the_vendors_own_404_does_not_count_as_one(
    visit: Visit, shows: Shows, vendor: Vendor, answer: Reply
) -> None:
    shows(1, 2)
    visit(DAY_0)
    vendor.says(HOST, PATH, answer)
    for days in range(1, 6):
        assert visit(DAY_0 + days * DAY).closed == 0
    assert BoardState.objects.get().gone_at is None


def test_7_a_board_that_is_gone_is_asked_again_daily_then_left_and_comes_back_for_staff(
    visit: Visit, shows: Shows, vendor: Vendor
) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, NOT_THERE)
    moments = [DAY_0 + DAY]
    while CompanySchedule.objects.get().active:
        visit(moments[-1])
        moments.append(due())
    waits = [later - earlier for earlier, later in pairwise(moments[:-1])]
    assert 6 * HOUR <= waits[0] < 7 * HOUR
    assert all(16 * HOUR < wait <= DAY for wait in waits[1:])
    assert CompanySchedule.objects.get().paused_reason.startswith("its board is gone")
    CompanySchedule.objects.update(active=True, paused_reason="")
    shows(1)
    assert visit(moments[-1]).reopened == 1


def test_8_a_closed_posting_is_kept_says_so_and_is_out_of_the_search(
    visit: Visit, shows: Shows, client: Client
) -> None:
    """Links in old mails led to errors where closed postings had been deleted."""
    shows(1, 2)
    visit(DAY_0)
    shows(2)
    visit(DAY_0 + DAY)
    visit(DAY_0 + DAY + 2 * HOUR)
    closed = Posting.objects.get(external_id="1")
    page = client.get(posting_path(closed))
    assert page.status_code == 200
    assert "no longer listed" in page.content.decode()
    found = client.get("/?q=beekeeper").content.decode()
    assert "Beekeeper 2" in found
    assert "Beekeeper 1" not in found


def test_8_a_posting_that_flaps_is_one_posting_and_one_announcement(visit: Visit, shows: Shows) -> None:
    """Of 8,636 closures in a public log, 3,785 opened again, half of them within six hours; 262 flapped twice."""
    shows(1)
    visit(DAY_0)
    shows(1, 2)
    visit(DAY_0 + DAY)
    PostingStage.objects.update(matched_at=DAY_0 + DAY)
    first = Posting.objects.get(external_id="2")
    for days in (2, 4, 6):
        shows(1)
        visit(DAY_0 + days * DAY)
        assert visit(DAY_0 + days * DAY + 2 * HOUR).closed == 1
        shows(1, 2)
        assert visit(DAY_0 + days * DAY + 6 * HOUR).reopened == 1
    again = Posting.objects.select_related("stage").get(external_id="2")
    assert (again.id, again.status, again.closed_at) == (first.id, "open", None)
    assert (again.closed_reason, again.first_seen_at) == ("", first.first_seen_at)
    assert again.stage.announced_at == DAY_0 + DAY


def test_8_only_the_board_that_was_read_closes_its_own(
    visit: Visit, shows: Shows, vendor: Vendor, board: Board
) -> None:
    """A sweep by "not seen for 48 hours" closed the postings of boards that had not been visited at all."""
    second = Board.objects.create(company=board.company, source="greenhouse", token="acorn2", added_at=DAY_0)
    shows(1, 2)
    vendor.says(HOST, "/v1/boards/acorn2/jobs", vendor.replies[HOST, PATH])
    visit(DAY_0)
    shows(1)
    vendor.says(HOST, "/v1/boards/acorn2/jobs", Reply(500))
    for days in (1, 3, 5):
        visit(DAY_0 + days * DAY)
    assert (opened(board), opened(second)) == ({"1"}, {"1", "2"})


def test_9_a_company_that_went_from_smartrecruiters_to_workday(
    vendor: Vendor, watched_on: WatchedOn, visit_board: VisitBoard
) -> None:
    """The old board answers 200 with nothing in it, for ever: the company seemed to have stopped to hire.

    Here staff are told what its page shows now, one action adds that board, and nobody hears of a posting twice.
    """
    board = watched_on("smartrecruiters", "Acorn")
    Company.objects.update(website="https://acorn.example/jobs")
    on_smartrecruiters(vendor, [1, 2, 3])
    visit_board(board, DAY_0)
    on_smartrecruiters(vendor, [])
    link = '<a href="https://acorn.wd1.myworkdayjobs.com/en-US/Jobs">All our openings</a>'
    vendor.says("acorn.example", "/jobs", Reply(200, link.encode(), {"Content-Type": "text/html"}))
    for hours in (24, 31, 33, 49):
        run = visit_board(board, DAY_0 + hours * HOUR)
    assert opened(board) == set()
    move = Move.objects.get()
    assert (move.source, move.token) == ("workday", WORKDAY_TOKEN)
    assert run.reason == move.reason
    assert move.reason.startswith(
        "The SmartRecruiters board is empty since 2 March 2026; https://acorn.example/jobs links"
    )

    new = follow_move(move, DAY_0 + 50 * HOUR)
    on_workday(vendor, [1, 2, 3, 4], total=4)
    visit_board(board, DAY_0 + 50 * HOUR)
    assert len(opened(new)) == 4
    linked = Posting.objects.filter(board=new, canonical__board=board).values_list("title", flat=True)
    assert set(linked) == {"Beekeeper 1", "Beekeeper 2", "Beekeeper 3"}
    assert waits_for_matching() == set()
    on_workday(vendor, [1, 2, 3, 4, 5], total=5)
    visit_board(board, DAY_0 + 74 * HOUR)
    assert waits_for_matching() == {"Beekeeper 5"}
