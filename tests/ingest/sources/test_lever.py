import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ingest.sources.lever import SOURCE
from ingest.sources.types import Location, MalformedPayload, ParsedPosting, Salary
from tests.ingest.sources.payloads import listing, payload, postings

LISTING = "lever/listing.json"
MANAGER, CARTOGRAPHER = "0b0ea1fb-3a52-4a6e-9b52-0f3ef1f7ab11", "5d54d69b-e940-452e-b892-1170aa60f0aa"


def parsed() -> dict[str, ParsedPosting]:
    return postings("lever", payload(LISTING), "kestrel")


def test_the_request_asks_for_json_of_the_board_s_region() -> None:
    assert SOURCE.first_request("kestrel").url == "https://api.lever.co/v0/postings/kestrel?mode=json"
    assert SOURCE.first_request("eu:kestrel").url == "https://api.eu.lever.co/v0/postings/kestrel?mode=json"
    assert SOURCE.first_request("kestrel").headers == {"Accept": "application/json"}
    assert SOURCE.host("eu:kestrel") == "api.eu.lever.co"
    assert SOURCE.board_url("eu:kestrel") == "https://jobs.eu.lever.co/kestrel"


def test_a_posting_says_what_its_fields_state() -> None:
    posting = parsed()[MANAGER]

    assert posting.title == "Account Manager"
    assert posting.apply_url.endswith("/apply")
    assert posting.locations == (Location("Lyon", country="FR"), Location("Berlin, Germany", country="DE"))
    assert (posting.workplace, posting.employment_type, posting.department) == ("hybrid", "full_time", "Sales")
    assert posting.base_salary == Salary(Decimal(48_000), Decimal(62_000), "EUR", "year")
    assert posting.date_posted == datetime(2026, 1, 8, 23, 26, 43, 825000, UTC)


def test_the_description_is_the_whole_page_in_its_order() -> None:
    posting = parsed()[MANAGER]

    assert posting.description_text == (
        "Kestrel sells maps.\n\nYou keep our customers.\n\n"
        "Your days\n\nCall & visit\nListen\n\n"
        "Note\n\nNo lists here\n"
        "Paid in twelve parts.\n"
        "We answer within a week."
    )


def test_bare_list_items_get_their_list_and_an_open_tag_swallows_nothing() -> None:
    html = parsed()[MANAGER].description_html

    assert "<h3>Your days</h3><ul>\n<li>Call &amp; visit</li>\n<li>Listen</li>\n</ul>" in html
    assert html.endswith("<div>We answer within a week.</div>")


def test_a_posting_with_plain_texts_only_has_them_as_paragraphs() -> None:
    posting = parsed()[CARTOGRAPHER]

    assert posting.description_html == ("<p>Draw &lt;maps&gt; &amp; more.</p><p>Every day.</p><p>Write to us.</p>")
    assert posting.employment_type == "contract"
    assert posting.department == "Maps"
    assert posting.workplace is None


def test_a_place_that_is_a_country_names_it_where_the_field_does_not() -> None:
    assert parsed()[CARTOGRAPHER].locations == (Location("United States", country="US"),)


def test_a_salary_that_is_a_typing_error_is_none() -> None:
    assert parsed()[CARTOGRAPHER].base_salary is None


def test_a_single_posting_is_read_like_one_of_the_listing() -> None:
    alone = json.dumps(json.loads(payload(LISTING))[0]).encode()

    assert SOURCE.detail(alone, None, "kestrel") == parsed()[MANAGER]


def test_the_vendor_s_own_error_is_told() -> None:
    with pytest.raises(MalformedPayload, match="The vendor answered with an error: Document not found"):
        listing("lever", b'{"ok": false, "error": "Document not found"}')


def test_a_posting_without_id_is_a_bad_item_without_id() -> None:
    body = json.dumps([{"text": "Nobody"}, *json.loads(payload(LISTING))]).encode()
    page = listing("lever", body)

    assert len(page.entries) == 2
    assert [(bad.external_id, bad.reason) for bad in page.bad] == [(None, "item 1: id: missing")]


def test_the_whole_board_comes_at_once() -> None:
    page = listing("lever", payload(LISTING))

    assert page.complete
    assert page.next is None
    assert listing("lever", b"[]").complete
