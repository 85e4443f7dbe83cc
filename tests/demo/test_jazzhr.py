import json
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from demo.company import Board
from tests.demo.conftest import Site, site_of

FEED = [
    *("id", "title", "department", "url", "city", "state", "country", "postalcode", "description", "type"),
    *("experience", "status"),
]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("jazzhr") as site:
        yield site


def links(site: Site, board: Board) -> list[str]:
    page = site.get(f"https://{board.token}.applytojob.com/apply/jobs").body.decode()
    return re.findall(r'<li class="list-group-item">\n<h3[^>]*><a href="([^"]+)">', page)


def feed(site: Site, board: Board) -> list[Element]:
    root: Element = fromstring(site.get(f"https://app.jazz.co/feeds/export/jobs/{board.token}").body)
    assert root.tag == "jobs"
    return list(root)


def test_the_careers_page_links_every_posting(site: Site) -> None:
    for board in site.boards:
        assert len(set(links(site, board))) == len(site.postings(board))
        assert site.get(f"https://{board.token}.applytojob.com/apply").body.count(b"fa-map-marker") == len(
            site.postings(board)
        )


def test_a_posting_has_a_page_with_its_data(site: Site) -> None:
    url = links(site, site.boards[0])[0]
    code = url.split("/")[4]
    for address in (url, url.rpartition("/")[0]):
        page = site.get(address).body.decode()
        (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        data = json.loads(block)
        assert data["uniqueJobCode"] == code
        assert re.fullmatch(r"job_\d{14}_\w+", data["identifier"]["value"])
        assert data["validThrough"] > data["datePosted"]


def test_the_feed_has_ids_of_its_own_and_plain_addresses(site: Site) -> None:
    board = next(board for board in site.boards if feed(site, board))
    jobs = feed(site, board)

    assert all([child.tag for child in job] == FEED for job in jobs)
    assert all(re.fullmatch(r"job_\d{14}_\w+", job.findtext("id") or "") for job in jobs)
    assert {(job.findtext("url") or "").replace("http:", "https:") for job in jobs} == set(links(site, board))


def test_an_employer_may_syndicate_nothing(site: Site) -> None:
    silent = [board for board in site.boards if not feed(site, board)]

    assert silent
    assert all(links(site, board) for board in silent)


def test_an_empty_board_says_so_and_a_stranger_is_not_found(site: Site) -> None:
    empty = next(board for c in site.server.companies for board in c.boards if board.event == "always_empty")
    page = site.get(f"https://{empty.token}.applytojob.com/apply/jobs")

    assert page.status == 200
    assert b"no open positions" in page.body
    assert b"404 Page Not Found" in site.get("https://no-such-account.applytojob.com/apply").body
    assert site.get(f"https://{site.boards[0].token}.applytojob.com/apply/AAAAAAAAAA").status == 404
