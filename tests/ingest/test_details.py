"""A source with a detail per posting: SmartRecruiters over real HTTP."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from ingest import stages
from ingest.models import Board, BoardState, CompanySchedule, Posting, PostingStage, Run
from tests.ingest.smartrecruiters import FIRST_ID, HOST, PATH, Shows, detail, show
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0, one_slice, watched

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

Visit = Callable[[datetime], Run]

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(db: None) -> Board:
    return watched("smartrecruiters", "Acorn1")


@pytest.fixture
def shows(vendor: Vendor) -> Shows:
    return partial(show, vendor)


def details_asked(vendor: Vendor) -> int:
    return sum(path.startswith(f"{PATH}/") for _, path, _ in vendor.asked)


def test_each_posting_gets_its_text_from_its_detail(visit: Visit, shows: Callable[..., None], vendor: Vendor) -> None:
    shows(1, 2)
    run = visit(DAY_0)
    assert (run.outcome, run.created, details_asked(vendor)) == ("ok", 2, 2)
    posting = Posting.objects.get(title="Carpenter 1")
    assert posting.text.description_text.endswith("Builds tables.")
    assert (posting.countries, posting.workplace) == (["PT"], "hybrid")


def test_a_board_of_several_pages_is_read_to_its_end(visit: Visit, shows: Callable[..., None]) -> None:
    shows(*range(250))
    run = visit(DAY_0)
    assert (run.created, Posting.objects.count()) == (250, 250)
    shows(*range(1, 250))
    assert visit(DAY_0 + DAY).missing == 1


def test_details_are_read_once_and_again_after_two_weeks(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(1, 2)
    visit(DAY_0)
    visit(DAY_0 + DAY)
    assert details_asked(vendor) == 2
    visit(DAY_0 + 14 * DAY)
    assert details_asked(vendor) == 4


def test_a_posting_that_is_listed_differently_is_read_again(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(1, 2)
    visit(DAY_0)
    shows(1, 2, name="Master Carpenter")
    run = visit(DAY_0 + DAY)
    assert (run.changed, details_asked(vendor)) == (2, 4)
    assert Posting.objects.filter(title="Master Carpenter", text__description_text__contains="tables").count() == 2


def test_a_posting_is_counted_once_however_much_its_detail_adds(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(1, 2)
    first = visit(DAY_0)
    assert (first.created, first.changed) == (2, 0)
    vendor.says(HOST, f"{PATH}/744000000000001", as_json(detail(1, text="Builds chairs.")))
    later = visit(DAY_0 + 14 * DAY)
    assert (later.created, later.changed) == (0, 1)


def test_a_failed_detail_closes_nothing_and_is_tried_again(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(1, 2)
    vendor.says(HOST, f"{PATH}/744000000000001", Reply(503))
    run = visit(DAY_0)
    assert (run.outcome, run.created) == ("partial", 2)
    assert "details could not be read" in run.reason
    shows(1, 2)
    assert visit(DAY_0 + DAY).outcome != "partial"
    assert Posting.objects.filter(status="open", text__description_text__contains="tables").count() == 2


def test_a_new_posting_is_announced_only_with_its_detail(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(1)
    visit(DAY_0)
    shows(1, 2)
    vendor.says(HOST, f"{PATH}/744000000000002", Reply(503))
    visit(DAY_0 + DAY)
    new = PostingStage.objects.get(posting__title="Carpenter 2")
    assert new.announced_at is None
    shows(1, 2)
    visit(DAY_0 + 2 * DAY)
    new.refresh_from_db()
    assert new.announced_at == DAY_0 + 2 * DAY
    assert new.matched_at is None


def test_after_three_failures_over_a_day_it_is_announced_without_and_matched_again_with_its_detail(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(1)
    visit(DAY_0)
    shows(1, 2)
    vendor.says(HOST, f"{PATH}/744000000000002", Reply(503))
    for hours in (24, 33, 42):
        visit(DAY_0 + hours * HOUR)
    new = PostingStage.objects.get(posting__title="Carpenter 2")
    assert (new.detail_failures, new.announced_at) == (3, None)
    visit(DAY_0 + 51 * HOUR)
    new.refresh_from_db()
    assert new.announced_at == DAY_0 + 51 * HOUR
    PostingStage.objects.filter(posting=new.posting_id).update(matched_at=DAY_0 + 51 * HOUR)
    shows(1, 2)
    visit(DAY_0 + 60 * HOUR)
    new.refresh_from_db()
    assert new.matched_at is None
    assert new.detail_failures == 0


def test_an_unchanged_board_still_reads_the_details_that_are_due(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(1)
    vendor.says(HOST, f"{PATH}/744000000000001", Reply(503))
    visit(DAY_0)
    vendor.says(HOST, f"{PATH}/744000000000001", as_json(detail(1)))
    run = visit(DAY_0 + DAY)
    assert Posting.objects.get().text.description_text.endswith("Builds tables.")
    assert run.unchanged == 1


def test_a_detail_that_comes_late_wakes_the_index(
    visit: Visit, shows: Callable[..., None], vendor: Vendor, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    shows(1)
    vendor.says(HOST, f"{PATH}/744000000000001", Reply(503))
    visit(DAY_0)
    vendor.says(HOST, f"{PATH}/744000000000001", as_json(detail(1)))
    settings.OPENSEARCH_URL, woken = "http://127.0.0.1:9", list[str]()
    monkeypatch.setattr(stages, "wake", woken.append)
    run = visit(DAY_0 + DAY)
    assert (run.created, run.changed) == (0, 0)
    assert "index" in woken


@pytest.mark.django_db(transaction=True)
def test_a_visit_that_ended_before_its_details_leaves_them_to_the_next_one(
    board: Board, shows: Callable[..., None], vendor: Vendor, visit: Visit
) -> None:
    shows(1)
    visit(DAY_0)
    shows(1, 2)

    def killed(_headers: dict[str, str]) -> Reply:
        CompanySchedule.objects.update(fence=99, lease_until=None)
        connection.close()
        return as_json(detail(2))

    vendor.says(HOST, f"{PATH}/744000000000002", killed)
    assert one_slice(board, DAY_0 + DAY) is None
    vendor.says(HOST, f"{PATH}/744000000000002", as_json(detail(2)))
    visit(DAY_0 + DAY)
    assert Posting.objects.get(title="Carpenter 2").text.description_text.endswith("Builds tables.")
    assert PostingStage.objects.get(posting__title="Carpenter 2").announced_at == DAY_0 + DAY


def test_a_throttled_detail_ends_the_asking(visit: Visit, shows: Callable[..., None], vendor: Vendor) -> None:
    shows(*range(100))
    for number in range(100):
        vendor.says(HOST, f"{PATH}/{FIRST_ID + number}", Reply(429, b"", {"Retry-After": "60"}))
    visit(DAY_0)
    assert details_asked(vendor) <= 40


def test_the_board_knows_when_its_next_detail_is_due(visit: Visit, shows: Callable[..., None], board: Board) -> None:
    shows(1)
    visit(DAY_0)
    assert BoardState.objects.get(board=board).details_due_at == DAY_0 + 14 * DAY
