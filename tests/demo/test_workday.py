import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from demo.company import Board
from demo.throttling import is_throttled
from demo.vendors.workday import careers_url, watched_as
from tests.demo.conftest import Reply, Site, site_of

ITEM = {"title", "externalPath", "locationsText", "postedOn", "bulletFields"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("workday") as site:
        yield site


def api(board: Board) -> str:
    host, name = careers_url(board).removeprefix("https://").split("/")
    return f"https://{host}/wday/cxs/{board.token}/{name}"


def page(site: Site, board: Board, offset: int = 0, **changes: Any) -> Reply:
    body = {"appliedFacets": {}, "limit": 20, "offset": offset, "searchText": ""} | changes
    return site.post(f"{api(board)}/jobs", body)


def test_pages_of_twenty_hold_every_posting_once(site: Site) -> None:
    board = site.boards[0]
    first = page(site, board).json()
    items = [item for offset in range(0, 200, 20) for item in page(site, board, offset).json()["jobPostings"]]

    assert first.keys() == {"total", "jobPostings", "facets", "userAuthenticated"}
    assert first["total"] == len(site.postings(board)) > 20 == len(first["jobPostings"])
    assert len({item["externalPath"] for item in items}) == len(items) == first["total"]
    assert all(item.keys() - {"remoteType"} == ITEM for item in items)


def test_later_pages_of_some_tenants_say_zero(site: Site) -> None:
    totals = {page(site, board, 20).json()["total"] == 0 for board in site.boards if len(site.postings(board)) > 20}

    assert totals == {True, False}


@pytest.mark.parametrize(
    ("change", "status"), [({"limit": 21}, 400), ({"limit": 0}, 400), ({"offset": -1}, 400), ({"limit": "20"}, 422)]
)
def test_a_request_that_asks_too_much_is_refused(site: Site, change: dict[str, Any], status: int) -> None:
    assert page(site, site.boards[0], **change).status == status


def test_a_request_that_leaves_out_a_key_is_unprocessable(site: Site) -> None:
    assert site.post(f"{api(site.boards[0])}/jobs", {}).status == 422
    assert site.post(f"{api(site.boards[0])}/jobs", {"limit": 20, "offset": 0, "appliedFacets": {}}).status == 422


def test_days_are_words_in_the_language_of_the_tenant(site: Site) -> None:
    said = {item["postedOn"] for board in site.boards for item in page(site, board).json()["jobPostings"]}

    assert {"Posted Yesterday", "Posted 30+ Days Ago", "Vor mehr als 30 Tagen ausgeschrieben"} <= said
    assert any(re.fullmatch(r"Posted \d+ Days Ago", words) for words in said)
    assert any(re.fullmatch(r"Vor \d+ Tagen ausgeschrieben", words) for words in said)


def test_several_places_are_only_a_number_until_the_detail(site: Site) -> None:
    board, item = next(
        (board, item)
        for board in site.boards
        for item in page(site, board).json()["jobPostings"]
        if re.fullmatch(r"\d Locations", item["locationsText"])
    )
    info = site.get(f"{api(board)}{item['externalPath']}").json()["jobPostingInfo"]

    assert 1 + len(info["additionalLocations"]) == int(item["locationsText"][0])


def test_a_detail_has_text_day_and_country(site: Site) -> None:
    board = site.boards[0]
    item = page(site, board).json()["jobPostings"][0]
    answer = site.get(f"{api(board)}{item['externalPath']}").json()
    info = answer["jobPostingInfo"]

    assert answer.keys() == {"jobPostingInfo", "hiringOrganization", "similarJobs", "userAuthenticated"}
    assert info["title"] == item["title"]
    assert info["jobReqId"] == item["bulletFields"][0]
    assert date.fromisoformat(info["startDate"]) < date(2026, 10, 23)
    assert len(info["jobRequisitionLocation"]["country"]["alpha2Code"]) == 2
    assert info["externalUrl"] == careers_url(board) + item["externalPath"]


def test_one_requisition_is_at_several_addresses(site: Site) -> None:
    items = [
        item
        for board in site.boards
        for offset in range(0, 100, 20)
        for item in page(site, board, offset).json()["jobPostings"]
    ]

    assert len({item["bulletFields"][0] for item in items}) < len({item["externalPath"] for item in items})


def test_facets_count_and_divide_the_board(site: Site) -> None:
    board = site.boards[0]
    answer = page(site, board).json()
    values = {facet["facetParameter"]: facet["values"] for facet in answer["facets"]}

    assert values.keys() == {"jobFamilyGroup", "timeType", "locations"}
    for name, parts in values.items():
        assert sum(part["count"] for part in parts) == answer["total"]
        for part in parts:
            some = page(site, board, appliedFacets={name: [part["id"]]}).json()
            assert some["total"] == part["count"]


def test_a_board_beyond_two_thousand_says_two_thousand_and_begins_again() -> None:
    with site_of("workday", companies=1, postings=2150) as site:
        board = site.boards[0]
        first, again = page(site, board).json(), page(site, board, 2000).json()
        counts = [sum(value["count"] for value in facet["values"]) for facet in first["facets"]]

    assert first["total"] == 2000
    assert again["jobPostings"] == first["jobPostings"]
    assert set(counts) == {len(site.postings(board))} != {2000}


def test_robots_names_the_site_and_strangers_are_not_found(site: Site) -> None:
    board = site.boards[0]
    host = careers_url(board).split("/")[2]

    assert f"Sitemap: {careers_url(board)}/siteMap.xml" in site.get(f"https://{host}/robots.txt").body.decode()
    assert site.post(f"https://{host}/wday/cxs/{board.token}/NoSuchSite/jobs", {}).status == 404
    assert site.get(f"{api(board)}/job/Nowhere/Nothing_JR-1").status == 404
    assert site.post("https://no-such.wd3.myworkdayjobs.com/wday/cxs/no-such/Careers/jobs", {}).status == 404


def test_a_watcher_names_the_server_the_tenant_and_the_site(site: Site) -> None:
    for board in site.boards:
        server, rest = watched_as(board).split(":")
        tenant, name = rest.split("/")
        assert careers_url(board) == f"https://{tenant}.{server}.myworkdayjobs.com/{name}"


def test_who_is_too_fast_gets_an_empty_page_that_states_a_total() -> None:
    with site_of("workday") as site:
        board, day = next((b, d) for d in range(3, 90) for b in site.boards if is_throttled(b, d))
        site.server.set_day(day)
        empty, full = page(site, board).json(), page(site, board).json()

    assert empty["jobPostings"] == []
    assert empty["total"] == full["total"] > 0
    assert full["jobPostings"]
