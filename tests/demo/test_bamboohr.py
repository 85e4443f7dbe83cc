from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.conftest import Site, site_of

ITEM = {
    "id",
    "jobOpeningName",
    "departmentId",
    "departmentLabel",
    "employmentStatusLabel",
    "location",
    "atsLocation",
    "isRemote",
    "locationType",
}
DETAIL = ITEM - {"id", "isRemote"} | {
    "jobOpeningShareUrl",
    "jobOpeningStatus",
    "description",
    "compensation",
    "datePosted",
    "minimumExperience",
    "seekPromoted",
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("bamboohr") as site:
        yield site


@pytest.fixture(scope="module")
def items(site: Site) -> list[dict[str, Any]]:
    return [
        item
        for board in site.boards
        for item in site.get(f"https://{board.token}.bamboohr.com/careers/list").json()["result"]
    ]


def test_the_list_counts_itself_and_has_neither_texts_nor_dates(site: Site) -> None:
    answer = site.get(f"https://{site.boards[0].token}.bamboohr.com/careers/list").json()

    assert answer["meta"] == {"totalCount": len(answer["result"])}
    assert all(item.keys() == ITEM for item in answer["result"])


def test_a_place_stands_in_one_field_or_the_other(items: list[dict[str, Any]]) -> None:
    filled = {(bool(item["location"]["city"]), bool(item["atsLocation"]["city"])) for item in items}

    assert filled == {(True, False), (False, True)}


def test_the_way_of_working_is_a_figure(items: list[dict[str, Any]]) -> None:
    assert {item["locationType"] for item in items} == {"0", "1", "2"}
    assert {item["isRemote"] for item in items} == {True, None}
    assert all(item["isRemote"] is None or item["locationType"] == "1" for item in items)


def test_text_pay_and_date_stand_in_the_detail(site: Site) -> None:
    base = f"https://{site.boards[0].token}.bamboohr.com/careers"
    item = site.get(f"{base}/list").json()["result"][0]
    answer = site.get(f"{base}/{item['id']}/detail").json()
    opening = answer["result"]["jobOpening"]

    assert answer["meta"] == {"jobOpeningStatus": "Open"}
    assert answer["result"].keys() == {"jobOpening", "formFields"}
    assert opening.keys() == DETAIL
    assert opening["jobOpeningName"] == item["jobOpeningName"]
    assert len(opening["datePosted"]) == 10
    assert len(opening["description"]) > 1500


def test_a_detail_of_none_is_not_found(site: Site) -> None:
    assert site.get(f"https://{site.boards[0].token}.bamboohr.com/careers/1/detail").status == 404


def test_a_board_that_is_not_public_leads_to_the_login_page(site: Site) -> None:
    reply = site.get("https://no-such-tenant.bamboohr.com/careers/list")

    assert reply.status == 302
    assert reply.headers["Location"].endswith("/login.php")
