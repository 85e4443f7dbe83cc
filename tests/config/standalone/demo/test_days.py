"""Where the demo stands in time, and where it may go."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config.standalone.demo.companies import add_companies
from config.standalone.demo.days import Days, days_of, file_of, save
from config.standalone.failure import StandaloneFailure
from demo.companies import ListedBoard, ListedCompany
from ingest.models import Board, BoardState, Company, Run
from ingest.models.run import Outcome

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
COMPANY = ListedCompany(
    "Acme", "acme", "https://acme.example", (ListedBoard("greenhouse", "acme", "https://boards.greenhouse.io/acme"),)
)


@pytest.fixture
def days() -> Days:
    return Days.new(NOW)


def test_day_0_lies_30_days_back(days: Days) -> None:
    assert days.anchor == date(2026, 10, 22)
    assert days.day_of(days.reached) == 0
    assert days.beginning(2) == datetime(2026, 10, 24, 3, tzinfo=UTC)


def test_a_day_is_the_whole_date_in_utc(days: Days) -> None:
    assert days.day_of(datetime(2026, 10, 23, 23, 59, 59, tzinfo=UTC)) == 1
    assert days.day_of(datetime.fromisoformat("2026-10-24T01:00:00+02:00")) == 1


def test_the_present_day_may_be_gone_through_again(days: Days) -> None:
    days.reached = days.beginning(4)
    for day in (4, 5):
        days.check(day, NOW)
    assert days.day_of(days.reached) == 4


def test_the_demo_does_not_go_back(days: Days) -> None:
    days.reached = days.beginning(4)
    with pytest.raises(StandaloneFailure, match="has reached day 4 and does not go back"):
        days.check(3, NOW)


def test_a_day_that_is_not_over_in_the_world_lies_in_the_future(days: Days) -> None:
    days.check(29, NOW)
    with pytest.raises(StandaloneFailure, match="Day 30 lies in the future: day 0 was 2026-10-22, and 29 is the last"):
        days.check(30, NOW)
    days.check(30, NOW.replace(hour=17))


@pytest.mark.django_db
def test_without_a_board_that_was_read_the_days_are_new_whatever_the_file_says(tmp_path: Path) -> None:
    save(tmp_path, Days(date(2026, 1, 1), NOW))
    assert days_of(tmp_path, NOW, ["acme"]) == Days.new(NOW)


@pytest.mark.django_db
def test_goes_on_where_it_was_left(tmp_path: Path) -> None:
    _read_board(NOW - timedelta(days=20))
    left = Days(date(2026, 11, 1), NOW - timedelta(days=19, seconds=1))
    save(tmp_path, left)
    assert days_of(tmp_path, NOW, ["acme"]) == left


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["", "{}", '{"anchor": "x"}', None])
def test_a_lost_file_is_made_up_for_by_the_database(tmp_path: Path, damage: str | None) -> None:
    company = _read_board(datetime(2026, 10, 25, 3, 0, 7, tzinfo=UTC))
    last = datetime(2026, 10, 26, 5, 0, 9, tzinfo=UTC)
    Run.objects.create(company=company, at=last, started_at=last, finished_at=last, outcome=Outcome.OK)
    if damage is not None:
        file_of(tmp_path).write_text(damage)
    assert days_of(tmp_path, NOW, ["acme"]) == Days(date(2026, 10, 25), last)


def _read_board(at: datetime) -> Company:
    add_companies([COMPANY], at)
    BoardState.objects.create(board=Board.objects.get(), first_read_at=at)
    return Company.objects.get()
