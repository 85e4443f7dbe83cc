from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.demo.conftest import Site, site_of

API = "https://api.rippling.com/platform/api/ats/v1/board"
DETAIL = {
    *("uuid", "name", "description", "workLocations", "employmentType", "isRemote", "department", "createdOn"),
    *("boardURL", "url", "jsonLd"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("rippling") as site:
        yield site


def listing(site: Site, number: int = 0) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = site.get(f"{API}/{site.boards[number].token}/jobs").json()
    return items


def details(site: Site) -> list[dict[str, Any]]:
    board = site.boards[0]
    return [site.get(f"{API}/{board.token}/jobs/{item['uuid']}").json() for item in listing(site)]


def test_a_posting_is_repeated_for_each_of_its_places(site: Site) -> None:
    items = listing(site)
    counts = Counter(item["uuid"] for item in items)

    assert all(item.keys() == {"uuid", "name", "department", "url", "workLocation"} for item in items)
    assert len(counts) == len(site.postings(site.boards[0]))
    assert max(counts.values()) > 1


def test_the_detail_has_what_the_list_has_not(site: Site) -> None:
    found = details(site)

    assert all(detail.keys() - {"payRangeDetails"} == DETAIL for detail in found)
    assert all(detail["description"]["role"].startswith("<meta>") for detail in found)
    assert all(datetime.fromisoformat(detail["createdOn"]).utcoffset() for detail in found)


def test_pay_is_a_list_where_it_is_stated(site: Site) -> None:
    paid = []
    for board in site.boards:
        for item in site.get(f"{API}/{board.token}/jobs").json()[:5]:
            paid += site.get(f"{API}/{board.token}/jobs/{item['uuid']}").json().get("payRangeDetails", [])

    assert paid
    assert all(pay.keys() == {"currency", "rangeStart", "rangeEnd", "frequency", "location"} for pay in paid)


def test_unknown_boards_and_postings_are_not_found(site: Site) -> None:
    assert site.get(f"{API}/no-such-board/jobs").status == 404
    assert site.get(f"{API}/{site.boards[0].token}/jobs/none").status == 404
