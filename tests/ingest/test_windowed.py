"""A feed that shows only the newest postings: what falls out of it is closed by its page, its date or the time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import connection

from ingest.models import Board, BoardState, CompanySchedule, Posting, PostingStage, Run, Unseen
from ingest.models.posting import ClosedReason, Status
from ingest.windowed import CHECK_EVERY, MOST_CHECKS, OPEN_UNSEEN
from tests.ingest.vendor import Reply, Vendor
from tests.ingest.visits import DAY_0, one_slice, watched

HOST, SITE = "feeds.acorn.example", "www.acorn.example"
DAY = timedelta(days=1)
ROBOTS = "/robots.txt"
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title>{items}</channel></rss>'

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(db: None) -> Board:
    return watched("rss", f"{HOST}/jobs.rss")


@pytest.fixture
def shows(vendor: Vendor) -> Callable[..., None]:
    """Let the feed show these numbers from now on; all pages that were not taken away are there."""

    def show(*numbers: int, expires: dict[int, datetime] | None = None) -> None:
        items = "".join(item(number, (expires or {}).get(number)) for number in numbers)
        body = FEED.format(items=items)
        vendor.says(HOST, "/jobs.rss", Reply(200, body.encode(), {"ETag": f'"{hash(body)}"'}))
        for number in numbers:
            vendor.replies.setdefault((SITE, f"/jobs/{number}"), Reply(200, b"<h1>Beekeeper</h1>"))

    return show


def item(number: int, expires: datetime | None) -> str:
    ends = f"<expires_at>{format_datetime(expires)}</expires_at>" if expires else ""
    link = f"https://{SITE}/jobs/{number}"
    return f"<item><guid>{number}</guid><title>Beekeeper {number}</title><link>{link}</link>{ends}</item>"


def asked_pages(vendor: Vendor) -> list[str]:
    return [path for host, path, _ in vendor.asked if host == SITE and path != ROBOTS]


Shows = Callable[..., None]
Visit = Callable[[datetime], Run]


def test_a_window_that_was_read_is_read_and_the_same_one_again_is_unchanged(
    vendor: Vendor, shows: Shows, visit: Visit
) -> None:
    shows(1, 2)
    first, again = visit(DAY_0), visit(DAY_0 + DAY)

    assert (first.outcome, first.reason, first.created) == ("ok", "", 2)
    assert (again.outcome, again.reason, again.unchanged) == ("unchanged", "", 2)


def test_its_validator_is_stored_and_shown_at_the_next_visit(vendor: Vendor, shows: Shows, visit: Visit) -> None:
    shows(1)
    visit(DAY_0)
    visit(DAY_0 + DAY)
    feed = [headers for host, _, headers in vendor.asked if host == HOST]

    assert feed[1]["if-none-match"] == BoardState.objects.get().etag != ""


def test_the_first_read_announces_nothing_and_later_ones_what_is_new(shows: Shows, visit: Visit) -> None:
    shows(1, 2)
    visit(DAY_0)
    assert set(PostingStage.objects.values_list("silent", flat=True)) == {True}
    shows(2, 3)
    visit(DAY_0 + DAY)

    told = PostingStage.objects.filter(silent=False, announced_at=DAY_0 + DAY)
    assert [stage.posting.external_id for stage in told] == ["3"]


def test_what_falls_out_of_the_window_stays_open_while_its_page_is_there(
    vendor: Vendor, shows: Shows, visit: Visit
) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(2, 3)
    run = visit(DAY_0 + DAY)

    assert (run.outcome, run.missing, run.closed) == ("ok", 0, 0)
    assert Posting.objects.filter(status=Status.OPEN).count() == 3
    assert asked_pages(vendor) == ["/jobs/1"]
    unseen = Unseen.objects.get()
    assert (unseen.posting.external_id, unseen.since, unseen.checked_at) == ("1", DAY_0, DAY_0 + DAY)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_closes_its_posting(vendor: Vendor, shows: Shows, visit: Visit, status: int) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(2)
    vendor.says(SITE, "/jobs/1", Reply(status))
    run = visit(DAY_0 + DAY)

    closed = Posting.objects.get(status=Status.CLOSED)
    assert (closed.external_id, closed.closed_reason, closed.closed_at) == ("1", ClosedReason.PAGE_GONE, DAY_0 + DAY)
    assert (run.outcome, run.closed) == ("ok", 1)
    assert not Unseen.objects.exists()


@pytest.mark.parametrize("status", [403, 500, 503])
def test_any_other_answer_of_a_page_closes_nothing(vendor: Vendor, shows: Shows, visit: Visit, status: int) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(2)
    vendor.says(SITE, "/jobs/1", Reply(status))

    assert visit(DAY_0 + DAY).closed == 0
    assert not Posting.objects.filter(status=Status.CLOSED).exists()


def test_a_page_that_robots_may_not_read_is_not_asked(vendor: Vendor, shows: Shows, visit: Visit) -> None:
    vendor.says(SITE, ROBOTS, Reply(200, b"User-agent: *\nDisallow: /jobs/\n", {"Content-Type": "text/plain"}))
    shows(1, 2)
    visit(DAY_0)
    shows(2)
    vendor.says(SITE, "/jobs/1", Reply(404))

    assert visit(DAY_0 + DAY).closed == 0
    assert asked_pages(vendor) == []


def test_pages_are_asked_a_few_at_a_time_and_each_seldom(vendor: Vendor, shows: Shows, visit: Visit) -> None:
    shows(*range(1, 16))
    visit(DAY_0)
    shows(99)
    visit(DAY_0 + DAY)
    first = asked_pages(vendor)
    visit(DAY_0 + DAY + timedelta(hours=1))
    second = asked_pages(vendor)[len(first) :]
    visit(DAY_0 + DAY + timedelta(hours=2))
    third = asked_pages(vendor)[len(first) + len(second) :]

    assert (len(first), len(second), third) == (MOST_CHECKS, 5, [])
    assert len({*first, *second}) == 15
    visit(DAY_0 + DAY + CHECK_EVERY)
    assert asked_pages(vendor)[len(first) + len(second) :] == first


def test_a_passed_last_day_closes_what_the_window_no_longer_shows(shows: Shows, visit: Visit) -> None:
    ends = DAY_0 + 3 * DAY
    shows(1, 2, expires={1: ends, 2: ends})
    visit(DAY_0)
    shows(2, expires={2: ends})
    visit(DAY_0 + DAY)
    assert not Posting.objects.filter(status=Status.CLOSED).exists()
    run = visit(ends)

    closed = Posting.objects.get(status=Status.CLOSED)
    assert (closed.external_id, closed.closed_reason) == ("1", ClosedReason.EXPIRED)
    assert (run.outcome, run.closed) == ("ok", 1)


def test_sixty_days_outside_close_it_also_while_the_window_is_unchanged(shows: Shows, visit: Visit) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(2)
    visit(DAY_0 + DAY)
    assert visit(DAY_0 + OPEN_UNSEEN - DAY).closed == 0
    run = visit(DAY_0 + OPEN_UNSEEN)

    closed = Posting.objects.get(status=Status.CLOSED)
    assert (closed.external_id, closed.closed_reason, run.closed) == ("1", ClosedReason.ABSENT, 1)


def test_what_was_pushed_to_the_top_again_under_another_id_is_told_to_nobody(
    vendor: Vendor, shows: Shows, visit: Visit
) -> None:
    shows(1, 2)
    visit(DAY_0)
    body = FEED.format(items=item(2, None) + item(3, None).replace("Beekeeper 3", "Beekeeper 1"))
    vendor.says(HOST, "/jobs.rss", Reply(200, body.encode()))
    visit(DAY_0 + DAY)

    again = Posting.objects.get(external_id="3")
    assert again.canonical is not None
    assert (again.canonical.external_id, again.stage.silent) == ("1", True)


def test_what_comes_back_into_the_window_is_seen_and_open_again(vendor: Vendor, shows: Shows, visit: Visit) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(2)
    vendor.says(SITE, "/jobs/1", Reply(404))
    visit(DAY_0 + DAY)
    shows(1)
    run = visit(DAY_0 + 2 * DAY)

    assert (run.reopened, Posting.objects.get(external_id="1").status) == (1, Status.OPEN)
    assert [unseen.posting.external_id for unseen in Unseen.objects.all()] == ["2"]


def test_an_empty_window_closes_nothing_by_itself(shows: Shows, visit: Visit) -> None:
    shows(*range(1, 31))
    visit(DAY_0)
    shows()
    run = visit(DAY_0 + DAY)

    assert (run.outcome, run.held, run.closed) == ("unchanged", 0, 0)
    assert Posting.objects.filter(status=Status.OPEN).count() == 30


def test_a_host_that_is_in_trouble_is_asked_for_no_further_page(vendor: Vendor, shows: Shows, visit: Visit) -> None:
    shows(1, 2, 3)
    visit(DAY_0)
    shows(9)
    for number in (1, 2, 3):
        vendor.says(SITE, f"/jobs/{number}", Reply(429, headers={"Retry-After": "600"}))
    run = visit(DAY_0 + DAY)

    assert (run.outcome, run.closed, len(asked_pages(vendor))) == ("ok", 0, 1)
    assert not Unseen.objects.filter(checked_at__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_claim_closes_nothing(vendor: Vendor, shows: Shows, visit: Visit, board: Board) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(2)

    def taken_over(_headers: dict[str, str]) -> Reply:
        CompanySchedule.objects.update(fence=1_000)
        connection.close()
        return Reply(404)

    vendor.says(SITE, "/jobs/1", taken_over)
    assert one_slice(board, DAY_0 + DAY) is None
    assert not Posting.objects.filter(status=Status.CLOSED).exists()
