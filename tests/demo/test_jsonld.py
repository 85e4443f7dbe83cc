import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from demo.company import Board
from demo.vendors.jsonld import careers_url
from tests.demo.conftest import Site, site_of


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("jsonld") as site:
        yield site


def addresses(site: Site, url: str) -> list[str]:
    """The addresses of a sitemap, and of the sitemaps that it names."""
    root = fromstring(site.get(url).body)
    found = [(element.text or "") for element in root.iter() if element.tag.endswith("}loc")]
    if root.tag.endswith("}sitemapindex"):
        return [address for part in found for address in addresses(site, part)]
    return found


def sitemap(site: Site, board: Board) -> str:
    robots = site.get(f"{careers_url(board)}/robots.txt").body.decode()
    return robots.partition("Sitemap: ")[2].strip()


def blocks(site: Site, board: Board) -> list[str]:
    """What the page of the board's newest posting holds."""
    url = next(url for url in addresses(site, sitemap(site, board)) if "/jobs/" in url)
    page = site.get(url).body.decode()
    return re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)


def test_robots_leads_to_every_posting_and_to_other_pages(site: Site) -> None:
    for board in site.boards:
        found = addresses(site, sitemap(site, board))
        pages = [url for url in found if "/jobs/" in url]
        assert len(set(pages)) == len(site.postings(board))
        assert len(found) - len(pages) >= 8


def test_other_pages_exist_and_hold_no_posting(site: Site) -> None:
    board = site.boards[0]
    for url in addresses(site, sitemap(site, board)):
        if "/jobs/" not in url:
            reply = site.get(url)
            assert reply.status == 200
            assert b"JobPosting" not in reply.body


def test_the_namespace_is_spelled_in_two_ways(site: Site) -> None:
    spelled = {
        re.findall(r'xmlns="(https?)://', site.get(sitemap(site, board)).body.decode())[0] for board in site.boards
    }

    assert spelled == {"http", "https"}


def test_each_site_has_a_fault_of_its_own(site: Site) -> None:
    shapes = set()
    for board in site.boards:
        found = blocks(site, board)
        data: Any = None
        try:
            data = json.loads(found[-1])
        except json.JSONDecodeError:
            shapes.add("broken")
        if isinstance(data, list):
            assert json.loads(found[0])["@type"] == "Organization"
            shapes.add("list behind another")
        elif isinstance(data, dict) and "@graph" in data:
            shapes.add("graph")
        elif data:
            assert data["description"].startswith("&lt;")
            shapes.add("escaped")

    assert shapes == {"broken", "list behind another", "graph", "escaped"}


def test_a_posting_that_is_gone_is_not_found(site: Site) -> None:
    assert site.get(f"{careers_url(site.boards[0])}/jobs/1-gone").status == 404
    assert site.get("https://careers.no-such-company.example/robots.txt").status == 404
