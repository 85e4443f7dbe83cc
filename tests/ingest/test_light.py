"""The light request: asked where it probably saves more than it costs, and believed only for what it shows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from ingest import light
from ingest.models import Board, BoardState, Posting, Run
from ingest.rhythm import Rhythm
from tests.ingest.vendor import Vendor, as_json
from tests.ingest.visits import DAY_0, watched

HOST = "apply.workable.com"
PATH = "/api/v1/widget/accounts/acorn"
FULL = f"{PATH}?details=true"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

Visit = Callable[[datetime], Run]


@pytest.fixture
def board(db: None) -> Board:
    return watched("workable", "acorn")


@pytest.fixture
def shows(vendor: Vendor) -> Callable[..., None]:
    def show(count: int, text: str = "Keeps bees.", **changed: Any) -> None:
        jobs = [{"shortcode": f"A{number}", "title": f"Beekeeper {number}"} | changed for number in range(count)]
        vendor.says(HOST, PATH, as_json({"name": "Acorn", "jobs": jobs}))
        vendor.says(HOST, FULL, as_json({"name": "Acorn", "jobs": [job | {"description": text} for job in jobs]}))

    return show


def asked(vendor: Vendor) -> list[str]:
    paths = [path for _, path, _ in vendor.asked]
    vendor.asked.clear()
    return ["full" if path == FULL else "light" for path in paths]


def rhythm(hours: float, rate: float) -> Rhythm:
    return Rhythm(visited_at=DAY_0 - hours * HOUR, change_rate=rate)


@pytest.mark.parametrize(
    ("postings", "hours", "rate", "expected"),
    [
        (4, 24, 0.2, False),
        (17, 24, 0.6, False),
        (165, 24, 2.3, False),
        (17, 1, 0.6, True),
        (165, 1, 2.3, True),
        (4, 24, 0.001, True),
        (1_000, 24, 0.7, True),
        (0, 1, 0.1, False),
    ],
)
def test_it_pays_where_a_change_is_unlikely_and_the_board_large(
    postings: int, hours: float, rate: float, expected: bool
) -> None:
    assert light.pays(rhythm(hours, rate), postings, DAY_0) is expected


def test_a_board_that_was_never_visited_is_read_in_full() -> None:
    assert not light.pays(Rhythm(), 1_000, DAY_0)


def test_the_second_visit_keeps_its_hash_and_the_third_needs_nothing_else(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(100)
    visit(DAY_0)
    assert asked(vendor) == ["full"]
    assert visit(DAY_0 + HOUR).outcome == "unchanged"
    assert asked(vendor) == ["light", "full"]
    run = visit(DAY_0 + 2 * HOUR)
    assert (run.outcome, run.unchanged, run.requests, asked(vendor)) == ("unchanged", 100, 1, ["light"])
    assert BoardState.objects.get().complete_at == DAY_0 + 2 * HOUR


def test_what_it_shows_to_have_changed_is_read_in_full(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(100)
    visit(DAY_0)
    visit(DAY_0 + HOUR)
    shows(101)
    vendor.asked.clear()
    run = visit(DAY_0 + 2 * HOUR)
    assert (run.created, asked(vendor)) == (1, ["light", "full"])
    assert Posting.objects.filter(text__description_text="Keeps bees.").count() == 101
    assert visit(DAY_0 + 3 * HOUR).outcome == "unchanged"
    assert asked(vendor) == ["light"]


def test_what_is_absent_from_it_is_missing_and_then_closed(visit: Visit, shows: Callable[..., None]) -> None:
    shows(100)
    visit(DAY_0)
    visit(DAY_0 + HOUR)
    shows(99)
    assert visit(DAY_0 + 2 * HOUR).missing == 1
    assert visit(DAY_0 + 4 * HOUR).closed == 1


def test_a_change_of_a_text_alone_is_found_within_a_week(visit: Visit, shows: Callable[..., None]) -> None:
    shows(100)
    visit(DAY_0)
    visit(DAY_0 + HOUR)
    shows(100, text="Keeps wasps.")
    assert visit(DAY_0 + 2 * HOUR).outcome == "unchanged"
    run = visit(DAY_0 + 7 * DAY)
    assert run.changed == 100
    assert Posting.objects.filter(text__description_text="Keeps wasps.").count() == 100


def test_a_light_answer_never_vouches_for_a_listing_that_could_not_be_read(
    visit: Visit, shows: Callable[..., None], vendor: Vendor
) -> None:
    shows(100)
    visit(DAY_0)
    visit(DAY_0 + HOUR)
    shows(100, title=None)
    assert visit(DAY_0 + 2 * HOUR).outcome == "partial"
    vendor.asked.clear()
    visit(DAY_0 + 3 * HOUR)
    assert asked(vendor) == ["light", "full"]
