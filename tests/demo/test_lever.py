import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from demo.company import Board
from tests.demo.conftest import Reply

Get = Callable[..., Reply]
Boards = Callable[[str], list[Board]]
GLOBAL, EU = "https://api.lever.co/v0/postings", "https://api.eu.lever.co/v0/postings"
KEYS = {
    "id",
    "text",
    "categories",
    "country",
    "createdAt",
    "workplaceType",
    "description",
    "descriptionPlain",
    "descriptionBody",
    "descriptionBodyPlain",
    "opening",
    "openingPlain",
    "lists",
    "additional",
    "additionalPlain",
    "hostedUrl",
    "applyUrl",
}
NOT_FOUND = {"ok": False, "error": "Document not found"}


@pytest.fixture(scope="module")
def board(boards_of: Boards) -> Board:
    return next(board for board in boards_of("lever") if not board.european)


@pytest.fixture(scope="module")
def european(boards_of: Boards) -> Board:
    return next(board for board in boards_of("lever") if board.european)


def test_a_listing_is_an_array_of_whole_postings(get: Get, board: Board) -> None:
    postings = get(f"{GLOBAL}/{board.token}?mode=json").json()

    assert len(postings) > 20
    for posting in postings:
        assert posting.keys() - {"salaryRange"} == KEYS
        assert UUID(posting["id"]).version == 4
        assert posting["hostedUrl"] == f"https://jobs.lever.co/{board.token}/{posting['id']}"
        assert posting["applyUrl"] == f"{posting['hostedUrl']}/apply"


def test_the_text_is_spread_over_description_lists_and_additional(get: Get, board: Board) -> None:
    posting = get(f"{GLOBAL}/{board.token}?mode=json").json()[0]

    assert posting["opening"] in posting["description"]
    assert posting["descriptionBody"] in posting["description"]
    assert "<" not in posting["descriptionPlain"]
    inside = sum(len(part["content"]) for part in posting["lists"]) + len(posting["additional"])
    assert inside > len(posting["description"])


def test_lists_are_list_items_without_a_list(get: Get, board: Board) -> None:
    lists = [part for posting in get(f"{GLOBAL}/{board.token}?mode=json").json() for part in posting["lists"]]

    assert all(part.keys() == {"text", "content"} for part in lists)
    assert all(re.match(r"\s*<li", part["content"]) for part in lists)
    assert not any("<ul" in part["content"] for part in lists)


def test_the_moment_of_creation_is_in_milliseconds(get: Get, board: Board) -> None:
    moments = [posting["createdAt"] for posting in get(f"{GLOBAL}/{board.token}?mode=json").json()]

    assert all(datetime.fromtimestamp(moment / 1000, UTC) < datetime(2026, 10, 23, tzinfo=UTC) for moment in moments)
    assert all(moment > 10**12 for moment in moments)


def test_further_places_stand_in_all_locations_only(get: Get, boards_of: Boards) -> None:
    postings = [
        posting
        for board in boards_of("lever")
        for posting in get(f"{EU if board.european else GLOBAL}/{board.token}?mode=json").json()
    ]
    several = [posting["categories"] for posting in postings if len(posting["categories"]["allLocations"]) > 1]

    assert several
    assert all(category["location"] == category["allLocations"][0] for category in several)


def test_words_for_workplace_pay_and_hours_are_the_vendors(get: Get, boards_of: Boards) -> None:
    postings = [
        posting
        for board in boards_of("lever")
        for posting in get(f"{EU if board.european else GLOBAL}/{board.token}?mode=json").json()
    ]
    workplaces = {posting["workplaceType"] for posting in postings}
    ranges = [posting["salaryRange"] for posting in postings if "salaryRange" in posting]

    assert workplaces == {"unspecified", "on-site", "remote", "hybrid"}
    assert {"Full-time", "Full-Time", "Vollzeit"} <= {posting["categories"]["commitment"] for posting in postings}
    assert all(pay.keys() == {"min", "max", "currency", "interval"} for pay in ranges)
    assert {pay["interval"] for pay in ranges} <= {"per-year-salary", "per-month-salary", "per-hour-wage"}
    assert None in {posting["country"] for posting in postings}


def test_skip_and_limit_page_the_same_array(get: Get, board: Board) -> None:
    whole = get(f"{GLOBAL}/{board.token}?mode=json").json()
    pages = [get(f"{GLOBAL}/{board.token}?mode=json&skip={skip}&limit=20").json() for skip in range(0, 200, 20)]

    assert [posting["id"] for page in pages for posting in page] == [posting["id"] for posting in whole]
    assert len(pages[0]) == 20


def test_european_boards_answer_on_the_european_host_alone(get: Get, board: Board, european: Board) -> None:
    assert get(f"{EU}/{european.token}?mode=json").json()[0]["hostedUrl"].startswith("https://jobs.eu.lever.co/")
    for url in (f"{GLOBAL}/{european.token}", f"{EU}/{board.token}"):
        assert (get(url).status, get(url).json()) == (404, NOT_FOUND)


def test_an_unknown_site_or_posting_is_said_in_the_vendors_words(get: Get, board: Board) -> None:
    for url in (f"{GLOBAL}/no-such-site?mode=json", f"{GLOBAL}/{board.token}/9b9a8b0e-1c7f-4a34-8a53-000000000000"):
        assert (get(url).status, get(url).json()) == (404, NOT_FOUND)


def test_a_posting_can_be_asked_for_alone(get: Get, board: Board) -> None:
    posting = get(f"{GLOBAL}/{board.token}?mode=json").json()[3]

    assert get(f"{GLOBAL}/{board.token}/{posting['id']}").json() == posting


def test_a_browser_gets_a_page_unless_it_asks_for_json(get: Get, board: Board) -> None:
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"

    assert get(f"{GLOBAL}/{board.token}", Accept=browser).headers["Content-Type"].startswith("text/html")
    assert isinstance(get(f"{GLOBAL}/{board.token}?mode=json", Accept=browser).json(), list)
    assert isinstance(get(f"{GLOBAL}/{board.token}", Accept="application/json").json(), list)
