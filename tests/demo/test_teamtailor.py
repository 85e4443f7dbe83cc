from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from demo.company import Board
from demo.vendors.teamtailor import careers_url
from tests.demo.conftest import Reply, Site, site_of

TT = "{https://teamtailor.com/locations}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("teamtailor", companies=9, postings=500) as site:
        yield site


def feed_of(board: Board, name: str = "jobs.rss") -> str:
    return f"{careers_url(board).removesuffix('jobs')}{name}"


def items(reply: Reply) -> list[Element]:
    root: Element = fromstring(reply.body)
    assert root.tag == "rss"
    return root.findall("channel/item")


def test_an_item_has_its_places_in_a_namespace_of_their_own(site: Site) -> None:
    item = items(site.get(feed_of(site.boards[0])))[0]
    place = item.find(f"{TT}locations/{TT}location")

    assert {"title", "description", "pubDate", "link", "remoteStatus", "guid"} <= {child.tag for child in item}
    assert item.find(f"{TT}department") is not None
    assert place is not None
    assert [child.tag for child in place] == [f"{TT}{name}" for name in ("name", "address", "zip", "city", "country")]
    assert UUID(item.findtext("guid") or "")
    assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo


def test_texts_are_markup_as_text(site: Site) -> None:
    reply = site.get(feed_of(site.boards[0]))

    assert b"<description>&lt;" in reply.body
    assert "<" in (items(reply)[0].findtext("description") or "")


def test_the_usual_remote_status_is_none(site: Site) -> None:
    statuses = [item.findtext("remoteStatus") for board in site.boards for item in items(site.get(feed_of(board)))]

    assert {"none", "onsite", "hybrid", "fully"} == set(statuses)
    assert statuses.count("none") > len(statuses) / 3


def test_pages_hold_at_most_a_hundred(site: Site) -> None:
    board = next(board for board in site.boards if len(site.postings(board)) > 100)
    pages = [items(site.get(f"{feed_of(board)}?offset={offset}&per_page=100")) for offset in (0, 100, 200)]

    assert [len(page) for page in pages] == [100, len(site.postings(board)) - 100, 0]
    assert len(items(site.get(f"{feed_of(board)}?per_page=7"))) == 7
    assert len(items(site.get(f"{feed_of(board)}?per_page=500"))) == 100


def test_the_json_feed_tells_the_same_ids_and_pages(site: Site) -> None:
    board = site.boards[-1]
    feed = site.get(feed_of(board, "jobs.json")).json()
    rss = items(site.get(feed_of(board)))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in feed["items"]] == [item.findtext("guid") for item in rss]
    assert [item["url"] for item in feed["items"]] == [item.findtext("link") for item in rss]
    assert feed["items"][0]["_jobposting"]["@type"] == "JobPosting"
    assert feed["items"][0]["_jobposting"]["description"].startswith("&lt;")


def test_both_feeds_have_validators(site: Site) -> None:
    for name in ("jobs.rss", "jobs.json"):
        url = feed_of(site.boards[0], name)
        assert site.get(url, If_None_Match=site.get(url).headers["ETag"]).status == 304


def test_a_site_on_a_domain_of_its_own_is_only_there(site: Site) -> None:
    own = next(board for board in site.boards if careers_url(board).endswith(".example/jobs"))

    assert site.get(feed_of(own)).status == 200
    assert site.get(f"https://{own.token}.teamtailor.com/jobs.rss").status == 404


def test_other_addresses_give_nothing(site: Site) -> None:
    assert site.get(feed_of(site.boards[0], "jobs.xml")).status == 406
    assert site.get(feed_of(site.boards[0], "feed")).status == 404
    assert site.get("https://no-such-site.teamtailor.com/jobs.rss").status == 404
