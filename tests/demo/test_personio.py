from collections.abc import Callable
from datetime import datetime
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from demo.company import Board
from demo.vendors.personio import careers_url
from tests.demo.conftest import Reply

Get = Callable[..., Reply]
Boards = Callable[[str], list[Board]]
ALWAYS = {
    "id",
    "office",
    "name",
    "jobDescriptions",
    "employmentType",
    "seniority",
    "schedule",
    "occupation",
    "occupationCategory",
    "createdAt",
}
SOMETIMES = {
    "subcompany",
    "additionalOffices",
    "department",
    "recruitingCategory",
    "yearsOfExperience",
    "keywords",
    "salaryInformation",
}


@pytest.fixture(scope="module")
def boards(boards_of: Boards) -> list[Board]:
    return [board for board in boards_of("personio") if board.event == "none"]


def feed_of(board: Board) -> str:
    return f"{careers_url(board)}/xml"


def positions(reply: Reply) -> list[Element]:
    root: Element = fromstring(reply.body)
    assert root.tag == "workzag-jobs"
    return list(root)


def texts(element: Element) -> list[str]:
    return [value.text or "" for value in element.findall("jobDescriptions/jobDescription/value")]


def test_a_position_has_some_elements_always_and_others_where_they_are_known(get: Get, boards: list[Board]) -> None:
    found = [position for board in boards for position in positions(get(feed_of(board)))]
    names = [{child.tag for child in position} for position in found]

    assert all(name >= ALWAYS and name - ALWAYS <= SOMETIMES for name in names)
    assert set().union(*names) == ALWAYS | SOMETIMES
    assert set.intersection(*names) == ALWAYS


def test_the_feed_is_xml_with_a_validator(get: Get, boards: list[Board]) -> None:
    reply = get(feed_of(boards[0]))

    assert reply.headers["Content-Type"] == "text/xml; charset=UTF-8"
    assert get(feed_of(boards[0]), If_None_Match=reply.headers["ETag"]).status == 304


def test_descriptions_are_empty_in_a_language_in_which_there_are_none(get: Get, boards: list[Board]) -> None:
    for board in boards:
        german = {p.findtext("id"): texts(p) for p in positions(get(f"{feed_of(board)}?language=de"))}
        english = {p.findtext("id"): texts(p) for p in positions(get(f"{feed_of(board)}?language=en"))}
        french = {p.findtext("id"): texts(p) for p in positions(get(f"{feed_of(board)}?language=fr"))}
        assert german.keys() == english.keys() == french.keys()
        assert all(sum(bool(feed[key]) for feed in (german, english, french)) == 1 for key in german)


def test_without_a_language_the_accounts_own_is_used(get: Get, boards: list[Board]) -> None:
    board = boards[0]

    assert get(feed_of(board)).body == get(f"{feed_of(board)}?language={board.employer.languages[0]}").body


def test_texts_are_markup_in_cdata(get: Get, boards: list[Board]) -> None:
    reply = get(feed_of(boards[0]))
    written = [text for position in positions(reply) for text in texts(position)]

    assert b"<![CDATA[" in reply.body
    assert all("<" in text and "]]>" not in text for text in written)
    assert len(written) > 20


def test_words_are_the_vendors(get: Get, boards: list[Board]) -> None:
    found = [position for board in boards for position in positions(get(feed_of(board)))]

    assert {p.findtext("schedule") for p in found} == {"full-time", "part-time", "full-or-part-time"}
    assert {p.findtext("employmentType") for p in found} == {"permanent", "temporary", "intern", "freelance"}
    pay = [p.find("salaryInformation") for p in found if p.find("salaryInformation") is not None]
    assert all(
        [child.tag for child in part] == ["min", "max", "currencySymbol", "currencyCode", "type"]
        for part in pay
        if part is not None
    )
    assert any(p.findall("additionalOffices/office") for p in found)


def test_moments_carry_an_offset(get: Get, boards: list[Board]) -> None:
    for position in positions(get(feed_of(boards[0]))):
        assert datetime.fromisoformat(position.findtext("createdAt") or "").tzinfo


def test_an_account_without_positions_has_an_empty_root(get: Get, boards_of: Boards) -> None:
    board = next(board for board in boards_of("personio") if board.event == "always_empty")
    reply = get(feed_of(board))

    assert reply.status == 200
    assert positions(reply) == []
    assert len(reply.body) < 100


def test_what_is_not_there_is_a_page_that_says_so(get: Get, boards: list[Board]) -> None:
    german = next(board for board in boards if careers_url(board).endswith(".de"))
    for url in (
        "https://no-such-account.jobs.personio.de/xml",
        f"https://{german.token}.jobs.personio.com/xml",
        f"https://{german.token}.jobs.personio.de/feed",
    ):
        reply = get(url)
        assert reply.status == 404
        assert reply.headers["Content-Type"].startswith("text/html")
