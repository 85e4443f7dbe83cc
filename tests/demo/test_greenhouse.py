import html
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest

from demo.company import Board
from demo.server import DemoServer
from tests.demo.conftest import Reply, ask

Get = Callable[..., Reply]
Boards = Callable[[str], list[Board]]
API = "https://boards-api.greenhouse.io/v1/boards"
LIGHT = {
    "absolute_url",
    "data_compliance",
    "internal_job_id",
    "location",
    "metadata",
    "id",
    "updated_at",
    "requisition_id",
    "title",
    "company_name",
    "first_published",
    "language",
    "application_deadline",
}
FULL = LIGHT | {
    "content",
    "departments",
    "offices",
    "ai_disclaimer",
    "include_ai_disclaimer",
    "ai_opt_out_request_url",
}
QUESTIONS = {"compliance", "demographic_questions", "questions", "location_questions"}


@pytest.fixture(scope="module")
def board(boards_of: Boards) -> Board:
    return boards_of("greenhouse")[0]


def test_the_light_listing_has_neither_text_nor_departments_nor_offices(get: Get, board: Board) -> None:
    answer = get(f"{API}/{board.token}/jobs").json()

    assert answer.keys() == {"jobs", "meta"}
    assert answer["meta"] == {"total": len(answer["jobs"])}
    assert all(job.keys() == LIGHT for job in answer["jobs"])


def test_the_whole_board_comes_at_once_and_paging_is_ignored(get: Get, board: Board) -> None:
    paged = get(f"{API}/{board.token}/jobs?per_page=10&page=2").json()

    assert paged["meta"]["total"] == len(paged["jobs"]) > 50


def test_the_full_listing_has_the_texts_and_where_they_belong(get: Get, board: Board) -> None:
    jobs = get(f"{API}/{board.token}/jobs?content=true").json()["jobs"]

    assert all(job.keys() == FULL for job in jobs)
    assert jobs[0]["departments"][0].keys() == {"id", "name", "child_ids", "parent_id"}
    assert jobs[0]["offices"][0].keys() == {"id", "name", "location", "child_ids", "parent_id"}


def test_content_is_markup_escaped_as_text_so_that_its_own_entities_are_escaped_twice(
    get: Get, boards_of: Boards
) -> None:
    contents = [
        job["content"]
        for board in boards_of("greenhouse")
        if board.event != "vanishes"
        for job in get(f"{API}/{board.token}/jobs?content=true").json()["jobs"]
    ]

    assert not any("<" in content for content in contents)
    assert all(content.startswith("&lt;div class=&quot;content-intro&quot;&gt;") for content in contents)
    assert any("&amp;nbsp;" in content for content in contents)
    assert any("&amp;amp;" in content for content in contents)
    assert re.match(r'<div class="content-intro"><\w', html.unescape(contents[0]))


def test_ids_of_both_generations_are_about(get: Get, boards_of: Boards) -> None:
    ids = [
        job["id"]
        for board in boards_of("greenhouse")
        for job in get(f"{API}/{board.token}/jobs").json().get("jobs", [])
    ]

    assert len(set(ids)) == len(ids)
    assert sum(number > 2**31 for number in ids) > len(ids) / 2
    assert any(number < 10_000_000 for number in ids)


def test_dates_carry_an_offset_and_are_not_later_than_the_day(get: Get, board: Board) -> None:
    for job in get(f"{API}/{board.token}/jobs").json()["jobs"]:
        first, updated = (datetime.fromisoformat(job[name]) for name in ("first_published", "updated_at"))
        assert job["updated_at"].endswith("-04:00")
        assert first <= updated
        assert updated.date() < date(2026, 10, 23)


def test_most_boards_stamp_postings_anew_that_did_not_change(server: DemoServer, boards_of: Boards) -> None:
    def stamps(board: Board) -> dict[int, tuple[str, str]]:
        jobs = ask(server.url, f"{API}/{board.token}/jobs").json().get("jobs", [])
        return {job["id"]: (job["updated_at"], job["title"] + job["location"]["name"]) for job in jobs}

    server.set_day(1)
    boards = [board for board in boards_of("greenhouse") if not board.quiet]
    before = [stamps(board) for board in boards]
    server.set_day(2)
    restamped = 0
    for board, old in zip(boards, before, strict=True):
        new = stamps(board)
        kept = [key for key in old.keys() & new.keys() if old[key][1] == new[key][1]]
        restamped += bool(kept) and sum(old[key][0] != new[key][0] for key in kept) > 0.8 * len(kept)

    assert restamped > len(boards) / 3


def test_employers_name_places_in_ways_of_their_own(get: Get, boards_of: Boards) -> None:
    names = {
        job["location"]["name"]
        for board in boards_of("greenhouse")
        for job in get(f"{API}/{board.token}/jobs").json().get("jobs", [])
    }

    assert any(name.startswith("Remote, ") for name in names)
    assert any("; " in name for name in names)
    assert "Hybrid" in names
    assert any(re.fullmatch(r"\w+, [\w ]+", name) for name in names)


def test_one_requisition_may_have_several_ids(get: Get, board: Board) -> None:
    numbers = [job["internal_job_id"] for job in get(f"{API}/{board.token}/jobs").json()["jobs"]]
    known = [number for number in numbers if number]

    assert len(set(known)) < len(known)


def test_pay_comes_only_when_it_is_asked_for(get: Get, boards_of: Boards) -> None:
    silent, asked = "?content=true", "?content=true&pay_transparency=true"
    boards = [board for board in boards_of("greenhouse") if board.event == "none"][:6]
    jobs = [job for board in boards for job in get(f"{API}/{board.token}/jobs{asked}").json()["jobs"]]
    paid = [pay for job in jobs for pay in job["pay_input_ranges"]]

    assert "pay_input_ranges" not in get(f"{API}/{boards[0].token}/jobs{silent}").json()["jobs"][0]
    assert paid
    assert all(pay.keys() == {"min_cents", "max_cents", "currency_type", "title", "blurb"} for pay in paid)
    assert all(pay["min_cents"] < pay["max_cents"] for pay in paid)


def test_a_posting_can_be_asked_for_alone_and_with_its_questions(get: Get, board: Board) -> None:
    job = get(f"{API}/{board.token}/jobs?content=true").json()["jobs"][0]
    url = f"{API}/{board.token}/jobs/{job['id']}"

    assert get(url).json() == job
    assert get(f"{url}?questions=true").json().keys() == FULL | QUESTIONS


def test_the_board_itself_has_a_name(get: Get, board: Board) -> None:
    assert get(f"{API}/{board.token}").json()["name"] == board.employer.name


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("no-such-board", "Job board not found"),
        ("no-such-board/jobs", "Job board not found"),
        ("no-such-board/jobs/1", "Job not found"),
        ("{known}/jobs/1", "Job not found"),
    ],
)
def test_what_is_not_there_is_said_in_the_vendors_words(get: Get, board: Board, path: str, reason: str) -> None:
    reply = get(f"{API}/{path.format(known=board.token)}")

    assert (reply.status, reply.json()) == (404, {"status": 404, "error": reason})


def test_a_token_is_found_without_regard_to_case(get: Get, board: Board) -> None:
    assert get(f"{API}/{board.token.upper()}/jobs").status == 200


def test_a_board_that_vanished_is_not_found_and_one_that_emptied_is(server: DemoServer, boards_of: Boards) -> None:
    by_event = {board.event: board for board in boards_of("greenhouse")}
    server.set_day(10)
    gone = ask(server.url, f"{API}/{by_event['vanishes'].token}/jobs")
    empty = ask(server.url, f"{API}/{by_event['empties'].token}/jobs")

    assert gone.status == 404
    assert (empty.status, empty.json()) == (200, {"jobs": [], "meta": {"total": 0}})
