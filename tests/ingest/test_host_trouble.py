"""Visits to boards whose host is in trouble, over real HTTP: what is asked, what is counted, and when they return."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from ingest.hosts.turns import turns
from ingest.models import Board, Company, CompanySchedule, HostBudget, Posting, PostingStage, Run, VendorHost
from ingest.models.run import Outcome
from ingest.reserving import reserve
from tests.ingest.conftest import HOST, greenhouse
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0, visited

HOUR = timedelta(hours=1)
DETAILED = "api.smartrecruiters.com"
LIST = "/v1/companies/Acorn1/postings"

pytestmark = pytest.mark.django_db(transaction=True)


def company(token: str, *, source: str = "greenhouse", host: str = HOST) -> Board:
    made = Company.objects.create(name=token, slug=token.lower(), created_at=DAY_0)
    CompanySchedule.objects.create(company=made, host=host, next_run_at=DAY_0)
    return Board.objects.create(company=made, source=source, token=token, added_at=DAY_0)


def visit(board: Board, at: datetime = DAY_0) -> Run:
    return visited(board, at)


def next_run(board: Board) -> datetime:
    return CompanySchedule.objects.get(company=board.company_id).next_run_at


def failures(board: Board) -> int:
    return CompanySchedule.objects.get(company=board.company_id).failures


def let_time_pass() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ingest_hostbudget SET blocked_until = NULL, next_free_at = NULL")


def half_open() -> None:
    """Half an hour later."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ingest_hostbudget SET open_until = clock_timestamp() - interval '1 s'")
    turns.forget()


def test_429_leaves_the_whole_host_alone_and_fails_nobody(vendor: Vendor) -> None:
    first, second, third = company("a"), company("b"), company("c")
    vendor.says(HOST, "/v1/boards/a/jobs", Reply(429, b"", {"Retry-After": "7200"}))
    run = visit(first)
    assert (run.outcome, run.requests, failures(first)) == ("throttled", 0, 0)
    asked = len(vendor.asked)
    for sibling in (second, third):
        assert DAY_0 + 2 * HOUR - timedelta(minutes=1) < next_run(sibling) < DAY_0 + 3 * HOUR
    assert next_run(second) != next_run(third)
    run = visit(second)
    assert (run.outcome, failures(second), len(vendor.asked)) == ("throttled", 0, asked)
    assert "429" in run.reason
    assert next_run(second) > DAY_0 + HOUR
    assert HostBudget.objects.get(host=HOST).factor == 0.5


def test_a_date_in_retry_after_is_meant_by_the_servers_own_clock(vendor: Vendor) -> None:
    board = company("a")
    stated = {"Retry-After": "Sat, 01 Jan 2050 01:30:00 GMT", "X-Date": ""}
    vendor.says(HOST, "/v1/boards/a/jobs", Reply(429, b"", stated))
    visit(board)
    # At most a day, whatever it says.
    assert DAY_0 + 24 * HOUR <= next_run(board) <= DAY_0 + 31 * HOUR


@pytest.mark.parametrize("status", [503, 403])
def test_other_statuses_that_say_for_how_long_are_throttling_too(vendor: Vendor, status: int) -> None:
    board = company("a")
    vendor.says(HOST, "/v1/boards/a/jobs", Reply(status, b"", {"Retry-After": "600"}))
    assert visit(board).outcome == "throttled"
    assert failures(board) == 0


def test_breezys_403_is_throttling_and_another_vendors_is_not(vendor: Vendor) -> None:
    breezy, other = company("acorn", source="breezy", host="breezy.hr"), company("b")
    vendor.says("acorn.breezy.hr", "/json", Reply(403))
    vendor.says(HOST, "/v1/boards/b/jobs", Reply(403))
    assert (visit(breezy).outcome, failures(breezy)) == ("throttled", 0)
    assert (visit(other).outcome, failures(other)) == ("blocked", 1)


def test_failures_before_a_throttling_are_not_forgotten_by_it(vendor: Vendor) -> None:
    board = company("a")
    vendor.says(HOST, "/v1/boards/a/jobs", Reply(500))
    visit(board)
    vendor.says(HOST, "/v1/boards/a/jobs", Reply(429))
    visit(board, DAY_0 + HOUR)
    assert failures(board) == 1


def test_five_companies_whose_host_fails_open_its_breaker(vendor: Vendor) -> None:
    boards = [company(f"b{number}") for number in range(8)]
    for board in boards:
        vendor.says(HOST, f"/v1/boards/{board.token}/jobs", Reply(502))
    for board in boards[:5]:
        assert visit(board).outcome == "unreachable"
    asked = len(vendor.asked)
    run = visit(boards[5])
    assert (run.outcome, len(vendor.asked), failures(boards[5])) == ("throttled", asked, 0)
    assert "again and again" in run.reason
    assert all(next_run(board) > DAY_0 + timedelta(minutes=29) for board in boards[5:])
    assert reserve(DAY_0 + timedelta(minutes=10), most=100) == []


@pytest.mark.parametrize("reply", [Reply(404), Reply(200, b"<html>"), Reply(429, b"", {"Retry-After": "1"})])
def test_answers_of_a_host_that_works_open_no_breaker(vendor: Vendor, reply: Reply) -> None:
    for number in range(6):
        board = company(f"b{number}")
        vendor.says(HOST, f"/v1/boards/{board.token}/jobs", reply)
        visit(board)
        let_time_pass()
    assert HostBudget.objects.get(host=HOST).failed == {}


def test_one_board_that_works_among_those_that_fail_keeps_the_breaker_closed(vendor: Vendor) -> None:
    good = company("good")
    vendor.says(HOST, "/v1/boards/good/jobs", as_json(greenhouse(1)))
    for number in range(9):
        board = company(f"b{number}")
        vendor.says(HOST, f"/v1/boards/{board.token}/jobs", Reply(502))
        visit(board)
        if number % 3 == 2:
            visit(good)
    assert HostBudget.objects.get(host=HOST).open_until is None


def test_a_host_that_works_again_is_found_out_by_one_request(vendor: Vendor) -> None:
    boards = [company(f"b{number}") for number in range(6)]
    for board in boards:
        vendor.says(HOST, f"/v1/boards/{board.token}/jobs", Reply(502))
        visit(board)
    half_open()
    assert visit(boards[0], DAY_0 + HOUR).outcome == "unreachable"
    assert visit(boards[1], DAY_0 + HOUR).outcome == "throttled"
    half_open()
    for board in boards:
        vendor.says(HOST, f"/v1/boards/{board.token}/jobs", as_json(greenhouse(1)))
    assert visit(boards[2], DAY_0 + 2 * HOUR).outcome == "ok"
    assert visit(boards[3], DAY_0 + 2 * HOUR).outcome == "ok"


def test_without_a_turn_for_long_the_company_goes_back_with_a_time(vendor: Vendor) -> None:
    VendorHost.objects.create(host=HOST, rate=0.2)
    boards = [company(f"b{number}") for number in range(3)]
    for board in boards:
        vendor.says(HOST, f"/v1/boards/{board.token}/jobs", as_json(greenhouse(1)))
    assert visit(boards[0]).outcome == "ok"
    run = visit(boards[1])
    assert (run.outcome, run.requests, failures(boards[1]), len(vendor.asked)) == ("throttled", 0, 0, 1)
    assert "as often as its budget allows" in run.reason
    assert DAY_0 + timedelta(seconds=3) < next_run(boards[1]) < DAY_0 + timedelta(seconds=20)


def item(number: int) -> dict[str, Any]:
    return {
        "id": str(744_000_000_000_000 + number),
        "name": f"Carpenter {number}",
        "refNumber": f"REF{number}",
        "releasedDate": "2026-02-20T09:00:00.000Z",
        "location": {"city": "Porto", "country": "pt"},
    }


def show(vendor: Vendor, count: int) -> None:
    for start in range(0, count, 100):
        content = [item(number) for number in range(start, min(count, start + 100))]
        page = {"offset": start, "limit": 100, "totalFound": count, "content": content}
        vendor.says(DETAILED, f"{LIST}?limit=100&offset={start}", as_json(page))
    for number in range(count):
        section = {"title": "Job Description", "text": "<p>Builds tables.</p>"}
        detail = item(number) | {"jobAd": {"sections": {"jobDescription": section}}}
        vendor.says(DETAILED, f"{LIST}/{744_000_000_000_000 + number}", as_json(detail))


def test_pages_read_before_the_budget_ended_are_kept(vendor: Vendor) -> None:
    VendorHost.objects.create(host=DETAILED, rate=0.4, detail_rate=100)
    board = company("Acorn1", source="smartrecruiters", host=DETAILED)
    show(vendor, 250)
    run = visit(board)
    assert (run.outcome, run.created, run.missing, failures(board)) == ("throttled", 100, 0, 0)
    assert Posting.objects.count() == 100
    assert next_run(board) < DAY_0 + timedelta(minutes=1)


def test_details_for_which_the_budget_did_not_last_stay_due_and_are_no_failures(vendor: Vendor) -> None:
    VendorHost.objects.create(host=DETAILED, rate=100, detail_rate=1)
    board = company("Acorn1", source="smartrecruiters", host=DETAILED)
    show(vendor, 30)
    run = visit(board)
    assert (run.created, failures(board)) == (30, 0)
    waiting = PostingStage.objects.filter(detail_due_at__lte=DAY_0)
    read = PostingStage.objects.filter(detail_at=DAY_0)
    assert 1 <= read.count() < 15
    assert waiting.count() == 30 - read.count()
    assert not PostingStage.objects.exclude(detail_failures=0).exists()
    assert next_run(board) < DAY_0 + timedelta(minutes=1)


def test_a_throttled_detail_is_no_failure_of_its_posting(vendor: Vendor) -> None:
    board = company("Acorn1", source="smartrecruiters", host=DETAILED)
    show(vendor, 20)
    for number in range(20):
        throttled = Reply(429, b"", {"Retry-After": "900"})
        vendor.says(DETAILED, f"{LIST}/{744_000_000_000_000 + number}", throttled)
    visit(board)
    details = [path for _, path, _ in vendor.asked if path.startswith(f"{LIST}/")]
    assert len(details) <= 4
    assert PostingStage.objects.filter(detail_failures=0, detail_due_at__lte=DAY_0).count() == 20
    assert DAY_0 + timedelta(minutes=14) < next_run(board) < DAY_0 + timedelta(minutes=25)
    assert failures(board) == 0


def test_an_empty_page_that_should_not_be_is_throttling_of_the_host(vendor: Vendor) -> None:
    board = company("wd5:acorn/Careers", source="workday", host="acorn.wd5.myworkdayjobs.com")
    vendor.says(
        "acorn.wd5.myworkdayjobs.com", "/wday/cxs/acorn/Careers/jobs", as_json({"total": 900, "jobPostings": []})
    )
    run = visit(board)
    assert (run.outcome, failures(board)) == ("throttled", 0)
    assert HostBudget.objects.get(host="acorn.wd5.myworkdayjobs.com").blocked_reason == "answered with an empty page"
    assert next_run(board) >= DAY_0 + timedelta(seconds=60)


def test_a_site_that_wishes_not_to_be_read_is_skipped_without_a_failure(vendor: Vendor) -> None:
    board = company("acorn", source="jazzhr", host="applytojob.com")
    vendor.says("acorn.applytojob.com", "/robots.txt", Reply(200, b"User-agent: *\nDisallow: /apply\n"))
    run = visit(board)
    assert (run.outcome, failures(board)) == (Outcome.BLOCKED, 0)
    assert "robots.txt" in run.reason
    assert [path for _, path, _ in vendor.asked] == ["/robots.txt"]
    # Its own minute of the day may draw a visit forward by up to three tenths.
    assert next_run(board) > DAY_0 + 16 * HOUR


def test_a_reserved_board_is_skipped_without_a_failure_and_loses_nothing(vendor: Vendor) -> None:
    board = company("a")
    vendor.says(HOST, "/v1/boards/a/jobs", as_json(greenhouse(1)))
    visit(board)
    vendor.says(HOST, "/v1/boards/a/jobs", as_json(greenhouse(1), **{"tdm-reservation": "1"}))
    for days in (1, 20, 40):
        run = visit(board, DAY_0 + timedelta(days=days))
        assert (run.outcome, run.closed, failures(board)) == ("blocked", 0, 0)
    assert "text and data mining" in run.reason
    assert Posting.objects.get().status == "open"
