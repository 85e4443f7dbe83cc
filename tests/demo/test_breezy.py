import json
import re
from collections.abc import Iterator

import pytest

from demo.company import Board
from tests.demo.conftest import Site, site_of

KEYS = {"id", "friendly_id", "name", "url", "published_date", "type", "location", "department", "salary", "company"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("breezy") as site:
        yield site


def feed_of(board: Board) -> str:
    return f"https://{board.token}.breezy.hr/json"


def test_the_feed_has_no_texts_unless_some_are_asked_for(site: Site) -> None:
    light = [item for board in site.boards for item in site.get(feed_of(board)).json()]
    full = [item for board in site.boards for item in site.get(f"{feed_of(board)}?verbose=true").json()]

    assert all(item.keys() - {"locations"} == KEYS for item in light)
    assert {"description" in item for item in full} == {True, False}


def test_ids_places_and_pay_are_written_as_the_vendor_writes_them(site: Site) -> None:
    items = [item for board in site.boards for item in site.get(feed_of(board)).json()]
    paid = [item["salary"] for item in items if item["salary"]]

    assert all(re.fullmatch("[0-9a-f]{12}", item["id"]) for item in items)
    assert all(item["friendly_id"].startswith(f"{item['id']}-") for item in items)
    assert all(item["location"]["primary"] for item in items)
    assert all(len(item["locations"]) > 1 for item in items if "locations" in item)
    assert paid
    assert all(re.fullmatch(r"\D+\d[\d.]*k? - \D+\d[\d.]*k?", pay) for pay in paid)


def test_the_feed_has_a_validator(site: Site) -> None:
    url = feed_of(site.boards[0])

    assert site.get(url, If_None_Match=site.get(url).headers["ETag"]).status == 304


def test_the_page_of_a_posting_holds_its_text_in_the_second_block(site: Site) -> None:
    item = site.get(feed_of(site.boards[0])).json()[0]
    for url in (item["url"], f"https://{site.boards[0].token}.breezy.hr/p/{item['id']}"):
        page = site.get(url).body.decode()
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert [json.loads(block)["@type"] for block in blocks] == ["WebSite", "JobPosting"]
        assert json.loads(blocks[1])["title"] == item["name"]


def test_a_removed_posting_leads_to_its_board_and_a_stranger_to_the_vendor(site: Site) -> None:
    home = f"https://{site.boards[0].token}.breezy.hr/"
    removed, stranger = site.get(f"{home}p/0123456789ab-gone"), site.get("https://no-such-company.breezy.hr/json")

    assert (removed.status, removed.headers["Location"]) == (302, home)
    assert (stranger.status, stranger.headers["Location"]) == (302, "https://breezy.hr/")
