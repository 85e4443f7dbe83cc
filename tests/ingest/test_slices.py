"""Boards too large for one task: read in slices, each by whoever comes next, as if they had been read at once."""

import sys
from datetime import datetime, timedelta
from functools import partial
from subprocess import Popen
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from config.development.running import CHECKOUT
from ingest.crawl import crawl
from ingest.hosts.turns import turns
from ingest.models import (
    Board,
    BoardState,
    Company,
    CompanySchedule,
    HostBudget,
    Posting,
    PostingStage,
    Run,
    UnfinishedRun,
)
from ingest.reserving import reserve
from ingest.schedule import claim
from tests.ingest.conftest import greenhouse
from tests.ingest.smartrecruiters import HOST, PATH, Shows, show
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0, one_slice, visited, watched

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def board(db: None) -> Board:
    return watched("smartrecruiters", "Acorn1")


@pytest.fixture
def shows(vendor: Vendor) -> Shows:
    return partial(show, vendor)


def shortest_slice(board: Board, at: datetime) -> Run | None:
    """A slice so short that it ends after one page, or one batch of details."""
    return one_slice(board, at, slice_seconds=0)


def all_slices(board: Board, at: datetime) -> Run:
    for number in range(100):
        if run := shortest_slice(board, at + number * MINUTE):
            return run
    raise AssertionError("The visit came to no end.")


def pages_asked(vendor: Vendor) -> list[int]:
    return [int(path.rpartition("=")[2]) for _, path, _ in vendor.asked if "offset=" in path]


def state_of_all() -> list[tuple[Any, ...]]:
    columns = ("posting__external_id", "posting__status", "silent", "version", "detail_failures")
    return list(PostingStage.objects.order_by("posting__external_id").values_list(*columns))


def test_each_page_is_asked_for_once_and_one_run_tells_of_all(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(*range(250))
    run = all_slices(board, DAY_0)
    assert pages_asked(vendor) == [0, 100, 200]
    # Three pages, and seven batches of forty details.
    assert (run.outcome, run.created, run.requests, run.slices) == ("ok", 250, 253, 9)
    assert Run.objects.count() == 1
    assert not UnfinishedRun.objects.exists()
    assert run.started_at < run.finished_at
    assert Posting.objects.filter(text__description_text__contains="Builds tables").count() == 250


def test_slices_leave_what_one_visit_leaves(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(*range(150))
    all_slices(board, DAY_0)
    shows(*range(1, 160), name="Joiner")
    all_slices(board, DAY_0 + DAY)
    shows(*range(1, 160), name="Joiner")
    all_slices(board, DAY_0 + 2 * DAY)
    in_slices = state_of_all()
    Company.objects.all().delete()
    again = watched("smartrecruiters", "Acorn1")
    shows(*range(150))
    for at, numbers, changed in (
        (DAY_0, range(150), {}),
        (DAY_0 + DAY, range(1, 160), {"name": "Joiner"}),
        (DAY_0 + 2 * DAY, range(1, 160), {"name": "Joiner"}),
    ):
        shows(*numbers, **changed)
        visited(again, at)
    assert state_of_all() == in_slices


def test_an_unfinished_visit_is_due_at_once_and_dispatched_like_any_other(board: Board, shows: Shows) -> None:
    shows(*range(250))
    assert shortest_slice(board, DAY_0) is None
    unfinished = UnfinishedRun.objects.get(company=board.company_id)
    assert (unfinished.slices, len(unfinished.seen), unfinished.board_id) == (1, 100, board.id)
    assert not Run.objects.exists()
    [reservation] = reserve(DAY_0, most=5)
    held = claim(reservation.company_id, reservation.ticket)
    assert held is not None
    assert crawl(held, DAY_0 + MINUTE, slice_seconds=0) is None
    assert len(UnfinishedRun.objects.get().seen) == 200


def test_only_the_last_slice_of_a_listing_says_who_is_absent(board: Board, shows: Shows) -> None:
    shows(*range(250))
    all_slices(board, DAY_0)
    shows(*range(10, 250))
    assert shortest_slice(board, DAY_0 + DAY) is None
    assert shortest_slice(board, DAY_0 + DAY) is None
    assert BoardState.objects.filter(complete_at__lt=DAY_0 + DAY).exists()
    run = all_slices(board, DAY_0 + DAY)
    assert (run.missing, run.closed, run.slices) == (10, 0, 3)
    run = all_slices(board, DAY_0 + DAY + 2 * HOUR)
    assert (run.closed, Posting.objects.filter(status="open").count()) == (10, 240)


def test_a_first_read_is_silent_in_all_its_slices(board: Board, shows: Shows) -> None:
    shows(*range(150))
    all_slices(board, DAY_0)
    assert PostingStage.objects.filter(silent=True, announced_at__isnull=False).count() == 150
    assert BoardState.objects.get().first_read_at is not None
    shows(*range(151))
    all_slices(board, DAY_0 + DAY)
    [new] = PostingStage.objects.filter(silent=False)
    assert new.announced_at is not None
    assert new.matched_at is None


def test_many_details_are_read_in_slices_without_asking_for_the_listing_again(
    board: Board, shows: Shows, vendor: Vendor
) -> None:
    shows(*range(100))
    run = all_slices(board, DAY_0)
    assert (pages_asked(vendor), run.slices) == ([0], 3)
    shows(*range(100), name="Joiner")
    vendor.asked.clear()
    assert shortest_slice(board, DAY_0 + DAY) is None
    # What has its text is told while the others wait for theirs.
    shows(*range(180), name="Turner")
    UnfinishedRun.objects.all().delete()
    assert shortest_slice(board, DAY_0 + DAY) is None
    assert shortest_slice(board, DAY_0 + DAY) is None
    waiting = PostingStage.objects.filter(announced_at=None).count()
    assert 0 < waiting <= 80


def test_a_worker_that_is_lost_costs_one_slice(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(*range(250))
    assert shortest_slice(board, DAY_0) is None
    page = vendor.replies[HOST, f"{PATH}?limit=100&offset=200"]

    def killed(_headers: dict[str, str]) -> Reply:
        CompanySchedule.objects.update(fence=99, lease_until=None)
        connection.close()
        assert isinstance(page, Reply)
        return page

    vendor.says(HOST, f"{PATH}?limit=100&offset=200", killed)
    assert one_slice(board, DAY_0, slice_seconds=60) is None
    assert UnfinishedRun.objects.get().slices == 1
    vendor.says(HOST, f"{PATH}?limit=100&offset=200", page)
    vendor.asked.clear()
    run = all_slices(board, DAY_0 + MINUTE)
    assert pages_asked(vendor) == [100, 200]
    assert (run.outcome, Posting.objects.count()) == ("ok", 250)


def test_a_listing_that_has_drifted_for_hours_is_begun_anew(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(*range(250))
    assert shortest_slice(board, DAY_0) is None
    vendor.asked.clear()
    assert shortest_slice(board, DAY_0 + 6 * HOUR) is None
    assert pages_asked(vendor) == [0]
    assert UnfinishedRun.objects.get().slices == 1


def test_what_another_release_put_down_is_begun_anew(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(*range(250))
    assert shortest_slice(board, DAY_0) is None
    UnfinishedRun.objects.update(reading={"result": {"board": board.id}})
    vendor.asked.clear()
    assert shortest_slice(board, DAY_0 + MINUTE) is None
    assert pages_asked(vendor) == [0]


def test_a_host_that_asks_for_a_pause_in_the_middle_is_asked_on_after_it(
    board: Board, shows: Shows, vendor: Vendor
) -> None:
    shows(*range(250))
    throttled = Reply(429, b"", {"Retry-After": "900"})
    vendor.says(HOST, f"{PATH}?limit=100&offset=100", throttled)
    assert one_slice(board, DAY_0, slice_seconds=60) is None
    assert "asks us to wait" in UnfinishedRun.objects.get().reason
    next_run_at = CompanySchedule.objects.get().next_run_at
    assert DAY_0 + 15 * MINUTE <= next_run_at < DAY_0 + 20 * MINUTE
    HostBudget.objects.update(blocked_until=None)
    shows(*range(250))
    vendor.asked.clear()
    run = all_slices(board, next_run_at)
    assert pages_asked(vendor) == [100, 200]
    assert (run.outcome, run.created, CompanySchedule.objects.get().failures) == ("ok", 250, 0)


def test_a_host_that_stays_away_for_hours_fails_the_visit(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(*range(250))
    vendor.says(HOST, f"{PATH}?limit=100&offset=100", Reply(429, b"", {"Retry-After": "80000"}))
    run = one_slice(board, DAY_0, slice_seconds=60)
    assert run is not None
    assert (run.outcome, run.created, run.missing) == ("throttled", 100, 0)
    assert not UnfinishedRun.objects.exists()


def test_a_page_that_fails_again_fails_the_visit(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(*range(250))
    vendor.says(HOST, f"{PATH}?limit=100&offset=100", Reply(500))
    assert one_slice(board, DAY_0, slice_seconds=60) is None
    run = one_slice(board, DAY_0 + 6 * MINUTE, slice_seconds=60)
    assert run is not None
    assert (run.outcome, run.slices, CompanySchedule.objects.get().failures) == ("unreachable", 2, 1)


def test_details_that_are_throttled_go_on_after_the_pause(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(*range(30))
    vendor.says(HOST, f"{PATH}/744000000000007", Reply(429, b"", {"Retry-After": "900"}))
    assert one_slice(board, DAY_0, slice_seconds=60) is None
    HostBudget.objects.update(blocked_until=None)
    shows(*range(30))
    vendor.asked.clear()
    run = all_slices(board, CompanySchedule.objects.get().next_run_at)
    assert pages_asked(vendor) == []
    assert (run.outcome, run.created) == ("ok", 30)
    assert Posting.objects.filter(text__description_text__contains="Builds tables").count() == 30


def test_boards_that_are_done_are_not_read_again(board: Board, shows: Shows, vendor: Vendor) -> None:
    first = "boards-api.greenhouse.io"
    vendor.says(first, "/v1/boards/acorn/jobs", as_json(greenhouse(1, 2)))
    shows(*range(150))
    board.delete()
    company = Company.objects.get()
    Board.objects.create(company=company, source="greenhouse", token="acorn", added_at=DAY_0)
    board = Board.objects.create(company=company, source="smartrecruiters", token="Acorn1", added_at=DAY_0)
    run = all_slices(board, DAY_0)
    assert sum(host == first for host, _, _ in vendor.asked) == 1
    assert (run.created, [outcome["created"] for outcome in run.boards]) == (152, [2, 150])
    assert Run.objects.count() == 1


def test_a_board_beyond_the_budget_of_pages_is_read_up_to_it_and_closes_nothing(
    board: Board, shows: Shows, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows(*range(350))
    all_slices(board, DAY_0)
    monkeypatch.setattr("ingest.listing.MOST_PAGES", 2)
    shows(*range(10, 350))
    run = all_slices(board, DAY_0 + DAY)
    assert (run.outcome, run.missing, run.closed) == ("partial", 0, 0)
    assert run.reason == "only its first 2 pages were read"
    run = all_slices(board, DAY_0 + 2 * DAY)
    assert (run.closed, Posting.objects.filter(status="open").count()) == (0, 350)


def test_a_board_that_is_never_read_to_its_end_is_first_read_in_silence_and_then_told_of(
    board: Board, shows: Shows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.listing.MOST_PAGES", 1)
    shows(*range(1, 120))
    all_slices(board, DAY_0)
    assert PostingStage.objects.filter(silent=True, announced_at__isnull=False).count() == 100
    shows(*range(120))
    all_slices(board, DAY_0 + DAY)
    assert [stage.posting.title for stage in PostingStage.objects.filter(silent=False)] == ["Carpenter 0"]
    assert BoardState.objects.get().complete_at is None


def test_an_empty_page_of_workday_before_the_end_is_asked_for_again(board: Board, vendor: Vendor) -> None:
    host, path = "acorn.wd5.myworkdayjobs.com", "/wday/cxs/acorn/Careers"
    Board.objects.update(source="workday", token="wd5:acorn/Careers")
    CompanySchedule.objects.update(host=host)

    def page(start: int, count: int, total: int) -> Reply:
        jobs = [{"title": f"Job {n}", "externalPath": f"/job/Job_{n}"} for n in range(start, start + count)]
        return as_json({"total": total, "jobPostings": jobs})

    def shown(number: int) -> Reply:
        info = {"title": f"Job {number}", "jobDescription": "Builds tables.", "externalUrl": f"/job/Job_{number}"}
        return as_json({"jobPostingInfo": info})

    pages = iter([page(0, 20, 45), page(0, 0, 0), page(20, 20, 0), page(40, 5, 0)])
    vendor.says(host, f"{path}/jobs", lambda _headers: next(pages))
    for number in range(45):
        vendor.says(host, f"{path}/job/Job_{number}", shown(number))
    assert one_slice(board, DAY_0, slice_seconds=60) is None
    assert "offset 20 is empty though total is 45" in UnfinishedRun.objects.get().reason
    HostBudget.objects.update(blocked_until=None)
    turns.forget()
    run = all_slices(board, CompanySchedule.objects.get().next_run_at)
    assert (run.outcome, run.created, Posting.objects.count()) == ("ok", 45, 45)
    assert next(pages, None) is None


def test_staff_see_how_far_an_unfinished_visit_is(board: Board, shows: Shows, admin_client: Client) -> None:
    shows(*range(250))
    shortest_slice(board, DAY_0)
    shortest_slice(board, DAY_0 + MINUTE)
    [page] = admin_client.get("/admin/ingest/unfinishedrun/").context["cl"].result_list
    assert (page.company.slug, page.slices, len(page.seen)) == ("acorn", 2, 200)
    text = admin_client.get("/admin/ingest/unfinishedrun/").content.decode()
    assert "next slice" in text
    assert admin_client.get(f"/admin/ingest/unfinishedrun/{board.company_id}/change/").status_code == 200


WORKER = """
import django
django.setup()
from config.clock import clock
from ingest.models import Run
from ingest.reserving import reserve
from ingest.tasks import ingest_company
while not Run.objects.exists():
    for reservation in reserve(clock.now(), most=1):
        ingest_company(reservation.company_id, str(reservation.ticket))
"""


def test_a_worker_process_that_is_killed_is_followed_by_one_that_goes_on(
    process_environment: dict[str, str], shows: Shows, board: Board, vendor: Vendor
) -> None:
    shows(*range(300))
    environment = process_environment | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "INGEST_GATEWAY": vendor.url,
        "LEASE_SECONDS": "1",
        "SLICE_SECONDS": "0.05",
    }
    page = vendor.replies[HOST, f"{PATH}?limit=100&offset=200"]
    assert isinstance(page, Reply)
    first: Popen[bytes]

    def killing(_headers: dict[str, str]) -> Reply:
        first.kill()
        first.wait()
        return page

    vendor.says(HOST, f"{PATH}?limit=100&offset=200", killing)
    with Popen([sys.executable, "-c", WORKER], env=environment, cwd=CHECKOUT) as first:
        first.wait(60)
    unfinished = UnfinishedRun.objects.get()
    assert unfinished.slices >= 1
    assert {100, 200} <= {*pages_asked(vendor)}
    vendor.says(HOST, f"{PATH}?limit=100&offset=200", page)
    vendor.asked.clear()
    with Popen([sys.executable, "-c", WORKER], env=environment, cwd=CHECKOUT) as second:
        second.wait(120)
    run = Run.objects.get()
    assert (run.outcome, run.slices > unfinished.slices) == ("ok", True)
    # Not from the beginning: what earlier slices read is not asked for again.
    assert pages_asked(vendor)[0] == len(unfinished.seen)
    assert Posting.objects.filter(text__description_text__contains="Builds tables").count() == 300
    assert Run.objects.count() == 1


def test_a_vendor_that_answers_the_same_to_every_page_is_not_asked_for_ever(
    board: Board, shows: Shows, vendor: Vendor
) -> None:
    shows(*range(350))
    first = vendor.replies[HOST, f"{PATH}?limit=100&offset=0"]
    for offset in (100, 200, 300):
        vendor.says(HOST, f"{PATH}?limit=100&offset={offset}", first)
    run = visited(board, DAY_0)
    assert (run.outcome, run.created, pages_asked(vendor)) == ("malformed", 100, [0, 100])
    assert "round in a circle" in run.reason


def test_a_slice_that_lost_its_claim_puts_nothing_down(board: Board, shows: Shows, vendor: Vendor) -> None:
    shows(*range(150))
    all_slices(board, DAY_0)
    page = vendor.replies[HOST, f"{PATH}?limit=100&offset=0"]

    def taken_over(_headers: dict[str, str]) -> Reply:
        CompanySchedule.objects.update(fence=99)
        connection.close()
        assert isinstance(page, Reply)
        return page

    vendor.says(HOST, f"{PATH}?limit=100&offset=0", taken_over)
    assert shortest_slice(board, DAY_0 + DAY) is None
    assert not UnfinishedRun.objects.exists()
    assert CompanySchedule.objects.get().lease_until is not None
