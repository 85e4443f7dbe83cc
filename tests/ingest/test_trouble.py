"""What staff find in the administration when companies need them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from config.clock import clock
from ingest.models import Board, BoardState, Company, CompanySchedule, Move, Run
from tests.ingest.conftest import HOST, PATH
from tests.ingest.vendor import Reply, Vendor
from tests.ingest.visits import DAY_0
from tests.sample_rows import subscriber

Visit = Callable[[datetime], Run]
Shows = Callable[..., None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COMPANIES, MOVES = "/admin/ingest/company/", "/admin/ingest/move/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(subscriber("staff@example.org", is_staff=True, is_superuser=True))
    return client


def listed(staff: Client, trouble: str) -> bool:
    return "1 company" in staff.get(f"{COMPANIES}?trouble={trouble}").content.decode()


def act(staff: Client, path: str, action: str, row: Any) -> str:
    response = staff.post(path, {"action": action, "_selected_action": [row.pk]}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_company_whose_board_is_gone_is_listed_with_the_reason_and_can_be_resumed(
    visit: Visit, shows: Shows, vendor: Vendor, staff: Client
) -> None:
    shows(1)
    visit(DAY_0)
    assert not listed(staff, "gone")
    vendor.says(HOST, PATH, Reply(404))
    visit(DAY_0 + DAY)
    visit(DAY_0 + 9 * DAY)
    assert listed(staff, "gone")
    assert "the vendor has said since 2 March 2026" in staff.get(COMPANIES).content.decode()
    act(staff, COMPANIES, "resume", Company.objects.get())
    schedule = CompanySchedule.objects.get()
    assert (schedule.active, schedule.paused_reason, listed(staff, "gone")) == (True, "", False)
    shows(1)
    assert visit(DAY_0 + 10 * DAY).reopened == 1


def test_a_company_that_is_still_gone_when_it_is_resumed_is_paused_again_at_once(
    visit: Visit, shows: Shows, vendor: Vendor, staff: Client
) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(404))
    visit(DAY_0 + DAY)
    visit(DAY_0 + 9 * DAY)
    act(staff, COMPANIES, "resume", Company.objects.get())
    visit(DAY_0 + 10 * DAY)
    assert not CompanySchedule.objects.get().active


def test_a_company_that_cannot_be_read_is_listed(board: Board, staff: Client) -> None:
    BoardState.objects.create(board=board, complete_at=clock.now() - 13 * DAY)
    assert not listed(staff, "stale")
    BoardState.objects.update(complete_at=clock.now() - 15 * DAY)
    assert listed(staff, "stale")
    assert not listed(staff, "failing")
    CompanySchedule.objects.update(failures=3)
    assert listed(staff, "failing")


def test_staff_add_the_new_board_of_a_move_with_one_action(board: Board, staff: Client) -> None:
    move = Move.objects.create(board=board, source="lever", token="acorn", reason="it moved", seen_at=clock.now())
    assert listed(staff, "moved")
    assert "it moved" in staff.get(MOVES).content.decode()
    assert "is a board of Acorn now" in act(staff, MOVES, "follow", move)
    assert set(board.company.boards.values_list("source", flat=True)) == {"greenhouse", "lever"}
    assert not listed(staff, "moved")


def test_a_new_board_that_another_company_has_is_said_to_be_so(board: Board, staff: Client) -> None:
    other = Company.objects.create(name="Acorn Foods", slug="acorn-foods", created_at=DAY_0)
    Board.objects.create(company=other, source="lever", token="acorn", added_at=DAY_0)
    move = Move.objects.create(board=board, source="lever", token="acorn", reason="it moved", seen_at=clock.now())
    assert "watched already, as one of Acorn Foods" in act(staff, MOVES, "follow", move)
    assert "1 are dismissed" in act(staff, MOVES, "dismiss", move)
    assert Move.objects.get().state == "dismissed"


def test_whoever_may_not_change_moves_is_offered_no_action(board: Board, client: Client) -> None:
    Move.objects.create(board=board, source="lever", token="acorn", reason="it moved", seen_at=clock.now())
    client.force_login(subscriber("clerk@example.org", is_staff=True))
    response = client.post(MOVES, {"action": "follow", "_selected_action": [Move.objects.get().pk]}, follow=True)
    assert response.status_code == 403
    assert board.company.boards.count() == 1


def test_a_board_unread_for_two_weeks_says_on_the_run_what_became_of_its_postings(
    visit: Visit, shows: Shows, vendor: Vendor
) -> None:
    shows(1, 2)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(500))
    reason = visit(DAY_0 + 15 * DAY).reason
    assert reason == f"{HOST} answered with HTTP 500; 2 postings are closed: the board could not be read for 14 days"
