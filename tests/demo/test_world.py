import subprocess
import sys
from collections import Counter
from itertools import pairwise
from statistics import median

import msgspec
import pytest

from demo.companies import listed
from demo.company import Board, Company, Posting
from demo.day import Day
from demo.markup import html_of, style_of
from demo.postings import board_on
from demo.world import world
from tests.demo.conftest import ANCHOR

SCRIPT = """
import hashlib, sys
from datetime import date
from demo.postings import board_on
from demo.world import world
boards = [board for company in world(int(sys.argv[1])) for board in company.boards]
print(hashlib.sha256(repr([board_on(board, 3, date(2026, 10, 22)) for board in boards]).encode()).hexdigest())
"""
Shown = dict[tuple[str, str, int], Posting]


@pytest.fixture(scope="module")
def companies() -> tuple[Company, ...]:
    return world(7)


@pytest.fixture(scope="module")
def days(companies: tuple[Company, ...]) -> dict[int, Shown]:
    """What all boards show on some days, by source, token and number."""
    return {day: shown(companies, day) for day in (0, 1, 2, 5, 30)}


def boards(companies: tuple[Company, ...]) -> list[Board]:
    return [board for company in companies for board in company.boards]


def shown(companies: tuple[Company, ...], day: int) -> Shown:
    return {
        (board.source, board.token, posting.number): posting
        for board in boards(companies)
        for posting in board_on(board, day, ANCHOR) or ()
    }


def words(posting: Posting) -> object:
    return posting.title, posting.places, posting.salary, posting.sections


def digest_of_a_process(seed: int, hash_seed: str) -> str:
    environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": "."}
    command = [sys.executable, "-c", SCRIPT, str(seed)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_seed_gives_the_same_postings_in_every_process_and_another_seed_others() -> None:
    assert digest_of_a_process(7, "1") == digest_of_a_process(7, "2") != digest_of_a_process(8, "1")


def test_there_are_sixty_companies_and_two_thousand_postings_on_every_day(
    companies: tuple[Company, ...], days: dict[int, Shown]
) -> None:
    assert len(companies) >= 60
    assert all(len(postings) >= 2000 for postings in days.values())


def test_names_slugs_and_tokens_are_used_once(companies: tuple[Company, ...]) -> None:
    assert len({company.employer.name for company in companies}) == len(companies)
    assert len({company.employer.slug for company in companies}) == len(companies)
    assert len({(board.source, board.token.lower()) for board in boards(companies)}) == len(boards(companies))


def test_a_larger_world_still_names_each_company_once() -> None:
    large = world(7, companies=1000, postings=5000)

    assert len({company.employer.slug for company in large}) == 1000


def test_a_world_can_be_made_as_large_as_a_test_needs() -> None:
    large = world(7, companies=300, postings=5000)

    assert len(large) == 300
    assert 4500 < len(shown(large, 1)) < 6500


def test_every_source_is_used_by_several_companies(companies: tuple[Company, ...]) -> None:
    counts = Counter(board.source for board in boards(companies))

    assert {"greenhouse", "lever", "smartrecruiters", "personio"} <= counts.keys()
    assert min(counts.values()) >= 1


def test_postings_open_change_close_come_back_and_are_put_up_again_in_a_day(days: dict[int, Shown]) -> None:
    known = days[0].keys() | days[1].keys()
    opened, closed = days[2].keys() - days[1].keys(), days[1].keys() - days[2].keys()
    reopened = opened & known
    changed = [key for key in days[1].keys() & days[2].keys() if words(days[1][key]) != words(days[2][key])]
    gone = {days[1][key].requisition for key in closed}
    reposted = [key for key in opened - known if days[2][key].requisition in gone]

    assert min(len(opened), len(closed), len(reopened), len(changed), len(reposted)) > 0


def test_two_to_five_percent_of_the_postings_open_and_close_in_a_day(days: dict[int, Shown]) -> None:
    total = len(days[1])

    assert 0.02 < len(days[2].keys() - days[1].keys()) / total < 0.05
    assert 0.02 < len(days[1].keys() - days[2].keys()) / total < 0.05


def test_a_third_of_the_boards_keep_their_postings_over_a_day(companies: tuple[Company, ...]) -> None:
    def numbers(board: Board, day: int) -> set[int]:
        return {posting.number for posting in board_on(board, day, ANCHOR) or ()}

    same = sum(numbers(board, 1) == numbers(board, 2) for board in boards(companies))

    assert same / len(boards(companies)) > 0.33


def test_a_repost_says_word_for_word_what_the_posting_before_it_said(days: dict[int, Shown]) -> None:
    before = {posting.requisition: posting for key, posting in days[1].items() if key not in days[2]}
    again = [posting for key, posting in days[2].items() if key not in days[0].keys() | days[1].keys()]
    pairs = [(before[posting.requisition], posting) for posting in again if posting.requisition in before]

    assert any(words(old) == words(new) for old, new in pairs)


def test_several_cities_of_one_requisition_are_postings_of_their_own(days: dict[int, Shown]) -> None:
    copies = Counter(posting.requisition for posting in days[1].values())

    assert max(copies.values()) > 1


def test_no_date_lies_in_the_future_of_the_day_that_shows_it(days: dict[int, Shown]) -> None:
    for number, postings in days.items():
        date = Day((), number, ANCHOR).date
        assert max(posting.changed for posting in postings.values()).date() < date
        assert all(posting.published <= posting.changed for posting in postings.values())


def test_what_opened_in_a_day_was_published_the_day_before(days: dict[int, Shown]) -> None:
    dates = Counter(days[1][key].published.date() for key in days[1].keys() - days[0].keys())
    came_back = dates.total() - dates[ANCHOR]

    assert dates[ANCHOR] > 3 * came_back > 0


def test_descriptions_are_as_long_as_real_ones(companies: tuple[Company, ...]) -> None:
    lengths = [
        len(html_of(posting.sections, style_of(board)))
        for board in boards(companies)
        for posting in board_on(board, 1, ANCHOR) or ()
    ]

    assert 3000 < median(lengths) < 5000
    assert len(set(lengths)) > 500


def test_most_postings_are_english_and_some_are_german_and_french(days: dict[int, Shown]) -> None:
    languages = Counter(posting.language for posting in days[1].values())

    assert languages["en"] > len(days[1]) / 2
    assert languages["de"] > 100
    assert languages["fr"] > 50


def test_search_finds_skills_of_many_trades(days: dict[int, Shown]) -> None:
    texts = [
        " ".join(text for section in posting.sections for text in (*section.paragraphs, *section.points))
        for posting in days[1].values()
    ]
    for skill in ("Python", "PostgreSQL", "Kubernetes", "C++", "C#", ".NET", "node.js", "Rust", "wound care", "SAP"):
        assert sum(skill in text for text in texts) >= 5, skill


def test_no_placeholder_is_left_in_a_text(days: dict[int, Shown]) -> None:
    for posting in days[1].values():
        assert "{" not in posting.title
        assert not any("{" in text for s in posting.sections for text in (s.heading, *s.paragraphs, *s.points))


def test_some_salaries_are_stated_in_fields_and_some_in_the_text_alone(days: dict[int, Shown]) -> None:
    with_field = [posting for posting in days[1].values() if posting.salary]
    in_text = [p for p in days[1].values() if any("year" in text for s in p.sections[5:6] for text in s.paragraphs)]

    assert len(with_field) > 200
    assert any(posting.salary is None for posting in in_text)
    assert all(salary.least < salary.most for posting in with_field if (salary := posting.salary))


def test_a_board_empties_another_vanishes_and_another_is_always_empty(companies: tuple[Company, ...]) -> None:
    by_event = {board.event: board for board in boards(companies)}
    empties, vanishes = by_event["empties"], by_event["vanishes"]

    assert board_on(empties, empties.event_day - 1, ANCHOR)
    assert board_on(empties, empties.event_day, ANCHOR) == ()
    assert board_on(vanishes, vanishes.event_day - 1, ANCHOR)
    assert board_on(vanishes, vanishes.event_day, ANCHOR) is None
    assert board_on(by_event["always_empty"], 1, ANCHOR) == ()


def test_a_listing_loses_more_than_half_for_a_single_day(companies: tuple[Company, ...]) -> None:
    board = next(board for board in boards(companies) if board.event == "halves")
    before, day, after = (
        {posting.requisition for posting in board_on(board, board.event_day + step, ANCHOR) or ()}
        for step in (-1, 0, 1)
    )

    assert len(before) > 20
    assert len(before - day) > len(before) / 2
    assert len(before & after) > 0.9 * len(before)


def test_a_company_moves_from_one_vendor_to_another(companies: tuple[Company, ...]) -> None:
    company = next(company for company in companies if company.boards[0].event == "moves_out")
    old, new = company.boards
    day = old.event_day
    left = {posting.requisition for posting in board_on(old, day - 1, ANCHOR) or ()}
    arrived = {posting.requisition for posting in board_on(new, day, ANCHOR) or ()}

    assert old.source != new.source
    assert board_on(old, day, ANCHOR) == board_on(new, day - 1, ANCHOR) == ()
    assert len(left & arrived) > 0.8 * len(left)


def test_a_company_may_have_two_boards_at_once(companies: tuple[Company, ...]) -> None:
    assert any(
        len(company.boards) == 2 and all(board_on(board, 1, ANCHOR) for board in company.boards)
        for company in companies
    )


def test_each_edit_is_visible(companies: tuple[Company, ...]) -> None:
    """A posting whose moment of change moved says something else than before."""
    board = max((b for b in boards(companies) if not b.quiet and b.event == "none"), key=lambda board: board.slots)
    edits = 0
    for one, other in pairwise(range(12)):
        before = {posting.number: posting for posting in board_on(board, one, ANCHOR) or ()}
        for posting in board_on(board, other, ANCHOR) or ():
            old = before.get(posting.number)
            if old and old.changed != posting.changed:
                edits += 1
                assert words(old) != words(posting)
    assert edits > 3


def test_companies_are_listed_with_their_boards_and_careers_pages(companies: tuple[Company, ...]) -> None:
    first = listed(companies)[0]

    assert first.website.endswith(".example")
    assert first.boards[0].source == "greenhouse"
    assert first.boards[0].careers_url.endswith(first.boards[0].token)
    assert msgspec.json.decode(msgspec.json.encode(first))["slug"] == first.slug
