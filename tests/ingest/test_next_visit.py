"""When a company is due again after its visits, as its schedule says it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ingest.models import Board, CompanySchedule, Posting, Run
from tests.ingest.conftest import HOST, PATH, greenhouse
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0

Visit = Callable[[datetime], Run]
Shows = Callable[..., None]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOT_THERE = Reply(404, b'{"status":404,"error":"Job not found"}')


def due() -> datetime:
    return CompanySchedule.objects.get().next_run_at


def test_a_new_company_is_visited_again_within_a_day(visit: Visit, shows: Shows) -> None:
    shows(1)
    visit(DAY_0)
    assert DAY_0 + 16 * HOUR < due() <= DAY_0 + DAY


def test_the_schedule_remembers_what_visits_found(visit: Visit, shows: Shows) -> None:
    shows(1)
    visit(DAY_0)
    visit(DAY_0 + DAY)
    quiet = CompanySchedule.objects.get()
    shows(1, 2)
    visit(DAY_0 + 2 * DAY)
    changed = CompanySchedule.objects.get()
    assert quiet.visited_at == DAY_0 + DAY
    assert changed.visited_at == DAY_0 + 2 * DAY
    assert quiet.change_rate < 0.4
    assert changed.change_rate > quiet.change_rate


def test_followers_bring_the_next_visit_nearer(visit: Visit, shows: Shows) -> None:
    shows(1)
    CompanySchedule.objects.update(followers=99)
    visit(DAY_0)
    assert due() <= DAY_0 + 3 * HOUR


def test_what_is_missing_is_looked_at_again_after_an_hour_and_then_at_leisure(visit: Visit, shows: Shows) -> None:
    shows(1, 2, 3)
    visit(DAY_0)
    shows(2, 3)
    visit(DAY_0 + DAY)
    again = due()
    assert DAY_0 + DAY + HOUR <= again <= DAY_0 + DAY + HOUR + 6 * MINUTE
    assert visit(again).closed == 1
    assert due() > again + 6 * HOUR


def test_what_is_held_is_looked_at_again_after_six_hours(visit: Visit, shows: Shows) -> None:
    shows(1, 2, 3)
    visit(DAY_0)
    shows()
    assert visit(DAY_0 + DAY).held == 3
    believed = due()
    assert DAY_0 + DAY + 6 * HOUR <= believed <= DAY_0 + DAY + 6 * HOUR + 6 * MINUTE
    assert visit(believed).missing == 3
    assert visit(due()).closed == 3
    assert due() <= DAY_0 + 3 * DAY


def test_what_staff_refused_to_believe_is_no_reason_to_hurry(visit: Visit, shows: Shows, board: Board) -> None:
    shows(1, 2, 3)
    visit(DAY_0)
    shows()
    visit(DAY_0 + DAY)
    board.absences.update(refused_until=DAY_0 + 8 * DAY)
    visit(DAY_0 + DAY + 7 * HOUR)
    assert due() > DAY_0 + 2 * DAY


def test_what_could_not_be_decided_in_time_is_no_reason_to_hurry(
    visit: Visit, shows: Shows, vendor: Vendor, board: Board
) -> None:
    shows(1, 2, 3)
    visit(DAY_0)
    shows(2, 3)
    visit(DAY_0 + DAY)
    second = Board.objects.create(company=board.company, source="greenhouse", token="acorn2", added_at=DAY_0)
    vendor.says(HOST, "/v1/boards/acorn2/jobs", as_json(greenhouse(1, 2)))
    incomplete = greenhouse(2, 3)
    incomplete["meta"]["total"] = 3
    vendor.says(HOST, PATH, as_json(incomplete))
    visit(DAY_0 + 2 * DAY)
    vendor.says(HOST, "/v1/boards/acorn2/jobs", as_json(greenhouse(1)))
    at = DAY_0 + 3 * DAY
    assert visit(at).missing == 1
    assert second.absences.count() == board.absences.count() == 1
    assert due() >= at + HOUR


def test_a_board_that_is_gone_is_asked_again_when_it_can_be_believed_and_then_daily(
    visit: Visit, shows: Shows, vendor: Vendor
) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, NOT_THERE)
    visit(DAY_0 + DAY)
    believed = due()
    assert DAY_0 + DAY + 6 * HOUR <= believed <= DAY_0 + DAY + 6 * HOUR + 6 * MINUTE
    assert visit(believed).closed == 1
    assert believed + 16 * HOUR < due() <= believed + DAY


def test_a_company_whose_boards_stay_gone_for_a_week_is_paused_with_the_reason(
    visit: Visit, shows: Shows, vendor: Vendor
) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, NOT_THERE)
    visits = 0
    while CompanySchedule.objects.get().active:
        visit(max(due(), DAY_0 + DAY))
        visits += 1
    schedule = CompanySchedule.objects.get()
    assert 8 <= visits <= 12
    assert schedule.paused_reason == (
        "its board is gone: the vendor has said since 2 March 2026 that it does not exist"
    )
    assert Posting.objects.get().closed_reason == "board_gone"


def test_a_board_that_comes_back_before_that_goes_on(visit: Visit, shows: Shows, vendor: Vendor) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, NOT_THERE)
    visit(DAY_0 + DAY)
    visit(DAY_0 + 2 * DAY)
    shows(1)
    assert visit(DAY_0 + 3 * DAY).reopened == 1
    vendor.says(HOST, PATH, NOT_THERE)
    visit(DAY_0 + 9 * DAY)
    schedule = CompanySchedule.objects.get()
    assert (schedule.active, schedule.paused_reason) == (True, "")


def test_a_dead_board_beside_a_live_one_neither_pauses_nor_fails_the_company(
    visit: Visit, shows: Shows, vendor: Vendor, board: Board
) -> None:
    shows(1)
    visit(DAY_0)
    Board.objects.create(company=board.company, source="greenhouse", token="acorn2", added_at=DAY_0)
    vendor.says(HOST, "/v1/boards/acorn2/jobs", vendor.replies[HOST, PATH])
    visit(DAY_0 + HOUR)
    vendor.says(HOST, PATH, NOT_THERE)
    runs = [visit(DAY_0 + days * DAY) for days in range(1, 12)]
    schedule = CompanySchedule.objects.get()
    assert (schedule.active, schedule.failures) == (True, 0)
    assert {run.outcome for run in runs[1:]} <= {"unchanged", "ok"}
    assert {run.boards[0]["outcome"] for run in runs} == {"gone"}
    assert due() > DAY_0 + 11 * DAY + 6 * HOUR


def test_a_board_whose_site_does_not_want_us_is_not_asked_every_few_minutes(
    visit: Visit, shows: Shows, vendor: Vendor
) -> None:
    shows(1)
    visit(DAY_0)
    vendor.says(HOST, PATH, Reply(200, b"{}", {"TDM-Reservation": "1"}))
    assert visit(DAY_0 + DAY).outcome == "blocked"
    assert due() > DAY_0 + DAY + 12 * HOUR
