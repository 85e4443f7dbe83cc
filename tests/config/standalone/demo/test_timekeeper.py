"""The program's clock and the boards, moved together."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.clock import clock
from config.standalone.demo.days import Days, load
from config.standalone.demo.timekeeper import Timekeeper
from config.standalone.failure import StandaloneFailure
from demo.server import DemoServer

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "offset", timedelta(0))


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Timekeeper]:
    days = Days.new(datetime.now(UTC))
    with DemoServer(anchor=days.anchor, companies=2, postings=10) as boards:
        keeper = Timekeeper(days, boards, tmp_path)
        keeper.begin()
        yield keeper


def kept(keeper: Timekeeper) -> datetime:
    days = load(keeper.var)
    assert days
    return days.reached


def test_begins_where_the_demo_was_left(keeper: Timekeeper) -> None:
    assert keeper.days.beginning(0) <= clock.now() < keeper.days.beginning(0) + HOUR


def test_moves_on_and_remembers_it(keeper: Timekeeper) -> None:
    keeper.move(keeper.days.beginning(3))
    assert keeper.days.beginning(3) <= clock.now() < keeper.days.beginning(3) + HOUR
    assert keeper.days.beginning(3) <= kept(keeper) <= clock.now()


def test_never_moves_back(keeper: Timekeeper) -> None:
    keeper.move(keeper.days.beginning(3))
    keeper.move(keeper.days.beginning(2))
    assert clock.now() >= keeper.days.beginning(3)


def test_never_moves_into_the_future(keeper: Timekeeper) -> None:
    with pytest.raises(StandaloneFailure, match="has come to the present"):
        keeper.move(datetime.now(UTC) + HOUR)
    assert clock.now() < datetime.now(UTC)


def test_the_boards_follow_the_clock_past_midnight(keeper: Timekeeper) -> None:
    keeper.move(keeper.days.beginning(2) - timedelta(hours=3))
    keeper.keep_up_once()
    assert keeper.boards.day == 2
    assert kept(keeper) >= keeper.days.beginning(2) - timedelta(hours=3)


def test_what_was_reached_is_remembered_at_the_end(keeper: Timekeeper) -> None:
    clock.set_now(keeper.days.beginning(1) + HOUR)
    keeper.end()
    assert kept(keeper) >= keeper.days.beginning(1) + HOUR
    keeper.keep_up()
