from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from demo.company import Board
from demo.vendors.rss import careers_url
from tests.demo.conftest import Site, site_of

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("rss", companies=14, postings=500) as site:
        yield site


def feeds(site: Site, ending: str) -> list[tuple[Board, Element]]:
    return [
        (board, fromstring(site.get(careers_url(board)).body))
        for board in site.boards
        if careers_url(board).endswith(ending)
    ]


def test_a_feed_is_a_window_of_the_newest(site: Site) -> None:
    for board, root in feeds(site, ".rss"):
        items = root.findall("channel/item")
        dates = [parsedate_to_datetime(item.findtext("pubDate") or "") for item in items]
        assert len(items) == min(20, len(site.postings(board)))
        assert dates == sorted(dates, reverse=True)
    assert any(len(site.postings(board)) > 20 for board, _root in feeds(site, ".rss"))


def test_items_name_the_employer_and_some_have_no_id(site: Site) -> None:
    with_guid = set()
    for board, root in feeds(site, ".rss"):
        for item in root.findall("channel/item"):
            assert (item.findtext("title") or "").startswith(f"{board.employer.name}: ")
            assert (item.findtext("description") or "").startswith("<p><strong>Location:</strong>")
            with_guid.add(item.find("guid") is not None)

    assert with_guid == {True, False}


def test_an_atom_feed_has_the_same_in_its_own_words(site: Site) -> None:
    found = feeds(site, ".atom")

    assert found
    for _board, root in found:
        assert root.tag == f"{ATOM}feed"
        for entry in root.findall(f"{ATOM}entry"):
            link = entry.find(f"{ATOM}link")
            assert link is not None
            assert link.get("href")
            assert (entry.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
            assert datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "").tzinfo


def test_a_feed_has_a_validator_and_one_address(site: Site) -> None:
    url = careers_url(site.boards[0])

    assert site.get(url, If_None_Match=site.get(url).headers["ETag"]).status == 304
    assert site.get(f"{url}x").status == 404
    assert site.get("https://feeds.no-such-company.example/jobs.rss").status == 404
