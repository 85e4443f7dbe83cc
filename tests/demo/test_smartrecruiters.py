from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from demo.company import Board
from tests.demo.conftest import Reply

Get = Callable[..., Reply]
Boards = Callable[[str], list[Board]]
API = "https://api.smartrecruiters.com/v1/companies"
ITEM = {
    "id",
    "name",
    "uuid",
    "jobAdId",
    "defaultJobAd",
    "refNumber",
    "company",
    "releasedDate",
    "location",
    "industry",
    "department",
    "function",
    "typeOfEmployment",
    "experienceLevel",
    "customField",
    "visibility",
    "ref",
    "language",
}
DETAIL = ITEM | {"jobAd", "postingUrl", "applyUrl", "referralUrl", "active"}
SECTIONS = {"companyDescription", "jobDescription", "qualifications", "additionalInformation"}


@pytest.fixture(scope="module")
def board(boards_of: Boards) -> Board:
    return boards_of("smartrecruiters")[0]


def page(get: Get, board: Board, query: str) -> Any:
    return get(f"{API}/{board.token}/postings?{query}").json()


def test_a_page_says_how_many_there_are_and_has_neither_text_nor_address(get: Get, board: Board) -> None:
    first = page(get, board, "limit=100&offset=0")

    assert first.keys() == {"offset", "limit", "totalFound", "content"}
    assert first["totalFound"] > 100 == len(first["content"])
    assert all(item.keys() == ITEM for item in first["content"])


@pytest.mark.parametrize(("asked", "given"), [("limit=500", 100), ("limit=7", 7), ("", 10), ("limit=0", 10)])
def test_a_page_holds_at_most_a_hundred_and_ten_unless_told(get: Get, board: Board, asked: str, given: int) -> None:
    answer = page(get, board, asked)

    assert answer["limit"] == len(answer["content"]) == given


def test_pages_hold_every_posting_once_newest_first(get: Get, board: Board) -> None:
    first, second = (page(get, board, f"limit=100&offset={offset}") for offset in (0, 100))
    items = first["content"] + second["content"]

    assert len({item["id"] for item in items}) == len(items) == first["totalFound"]
    assert all(one["releasedDate"] >= other["releasedDate"] for one, other in pairwise(items))
    assert page(get, board, "limit=100&offset=500")["content"] == []


def test_each_page_has_a_validator_of_its_own(get: Get, board: Board) -> None:
    urls = [f"{API}/{board.token}/postings?limit=100&offset={offset}" for offset in (0, 100)]
    etags = [get(url).headers["ETag"] for url in urls]

    assert etags[0] != etags[1]
    assert get(urls[0], If_None_Match=etags[0]).status == 304


def test_an_unknown_company_is_an_empty_list(get: Get) -> None:
    reply = get(f"{API}/NoSuchCompany/postings?limit=100")

    assert reply.status == 200
    assert reply.json() == {"offset": 0, "limit": 100, "totalFound": 0, "content": []}


def test_fields_are_written_as_the_vendor_writes_them(get: Get, board: Board) -> None:
    items = page(get, board, "limit=100")["content"]
    location = items[0]["location"]

    assert all(len(item["id"]) == 15 and item["id"].isdigit() for item in items)
    assert all(item["company"] == {"identifier": board.token, "name": board.employer.name} for item in items)
    assert all(item["location"]["country"].islower() for item in items)
    assert isinstance(location["latitude"], str)
    assert location["fullLocation"].count(", ") == 2
    assert items[0]["releasedDate"].endswith("Z")
    assert datetime.fromisoformat(items[0]["releasedDate"]).year == 2026
    assert {item["language"]["code"] for item in items} <= {"en", "de", "fr"}


def test_a_department_stands_in_its_field_or_in_a_custom_one(get: Get, boards_of: Boards) -> None:
    items = [item for board in boards_of("smartrecruiters") for item in page(get, board, "limit=100")["content"]]
    labels = [{field["fieldLabel"] for field in item["customField"]} for item in items]

    assert {bool(item["department"]) for item in items} == {True, False}
    assert all(bool(item["department"]) != ("Department" in label) for item, label in zip(items, labels, strict=True))


def test_one_requisition_has_several_postings(get: Get, boards_of: Boards) -> None:
    numbers = [
        (board.token, item["refNumber"])
        for board in boards_of("smartrecruiters")
        for item in page(get, board, "limit=100")["content"]
    ]

    assert len(set(numbers)) < len(numbers)


def test_the_text_stands_in_the_detail(get: Get, board: Board) -> None:
    item = page(get, board, "limit=1")["content"][0]
    detail = get(item["ref"]).json()

    assert detail.keys() == DETAIL
    assert {key: detail[key] for key in ITEM} == item
    assert detail["jobAd"]["sections"].keys() == SECTIONS
    assert all(part.keys() == {"title", "text"} for part in detail["jobAd"]["sections"].values())
    assert sum(len(part["text"]) for part in detail["jobAd"]["sections"].values()) > 2000
    assert detail["postingUrl"] == f"https://jobs.smartrecruiters.com/{board.token}/{item['id']}"
    assert detail["active"] is True


def test_a_detail_of_none_is_not_found(get: Get, board: Board) -> None:
    for token in (board.token, "NoSuchCompany"):
        reply = get(f"{API}/{token}/postings/744000000000001")
        assert reply.status == 404
        assert reply.json().keys() == {"message", "errors"}
