from datetime import date
from decimal import Decimal

import pytest

from ingest.sources.jazzhr import SOURCE
from ingest.sources.types import Location, MalformedPayload, ParsedPosting, Salary
from tests.ingest.sources.payloads import listing, payload, postings

HAND, PURSER = "aB3dE5fG7h", "zY9xW7vU5t"


def parsed() -> dict[str, ParsedPosting]:
    return postings("jazzhr", payload("jazzhr/apply.html"), "harbour")


def test_the_board_and_its_pages_have_their_addresses() -> None:
    assert SOURCE.first_request("harbour").url == "https://harbour.applytojob.com/apply"
    assert SOURCE.detail_request(HAND, "harbour").url == f"https://harbour.applytojob.com/apply/{HAND}"


def test_the_board_s_page_lists_postings_by_the_codes_of_their_pages() -> None:
    hand, purser = parsed().values()

    assert (hand.external_id, hand.title) == (HAND, "Deck Hand & Cook")
    assert hand.locations == (Location("Portland, OR"),)
    assert hand.department == "Crew"
    assert (purser.external_id, purser.workplace) == (PURSER, "remote")
    assert purser.url == f"https://harbour.applytojob.com/apply/{PURSER}/Purser"


def test_links_to_other_hosts_are_no_postings() -> None:
    assert "qqqqqqqqqq" not in parsed()
    assert listing("jazzhr", payload("jazzhr/apply.html"), "harbour").complete


def test_a_posting_s_page_completes_it() -> None:
    full = SOURCE.detail(payload("jazzhr/detail.html"), parsed()[HAND], "harbour")

    assert full.description_text == "Cook & serve."
    assert full.base_salary == Salary(Decimal(21), Decimal(24), "USD", "hour")
    assert full.valid_through == date(2026, 12, 31)
    assert SOURCE.detail(payload("jazzhr/detail.html"), None, "").external_id == HAND


def test_the_feed_is_read_by_the_same_codes_and_proves_nothing_complete() -> None:
    page = listing("jazzhr", payload("jazzhr/feed.xml"), "harbour")
    posting = SOURCE.posting(page.entries[0], "harbour")

    assert [entry.external_id for entry in page.entries] == [HAND]
    assert posting.locations == (Location("Portland, OR, United States", "Portland", "OR", "US"),)
    assert (posting.employment_type, posting.date_posted) == ("full_time", date(2026, 6, 5))
    assert posting.description_html == "<p>Ropes &amp; knots.</p>"
    assert [(bad.external_id, bad.reason) for bad in page.bad] == [("untitled12", "item 3: title: missing")]
    assert not page.complete


def test_a_board_that_says_it_has_nothing_is_complete() -> None:
    page = listing("jazzhr", b"<html><body>There are no open positions at this time.</body></html>", "harbour")

    assert page.complete
    assert page.entries == ()


@pytest.mark.parametrize("body", [b"<html><h1>404 Page Not Found</h1></html>", b"", b"<html><body>Hello</body></html>"])
def test_any_other_page_is_no_board(body: bytes) -> None:
    with pytest.raises(MalformedPayload):
        listing("jazzhr", body, "harbour")


def test_a_posting_s_page_is_no_board() -> None:
    with pytest.raises(MalformedPayload, match="one of a posting"):
        listing("jazzhr", payload("jazzhr/detail.html"), "harbour")
