from datetime import UTC, datetime

import pytest

from ingest.sources.rss import SOURCE
from ingest.sources.types import BadToken, Location, MalformedPayload, ParsedPosting
from tests.ingest.sources.payloads import listing, payload, postings


def parsed() -> dict[str, ParsedPosting]:
    return postings("rss", payload("rss/feed.rss"), "harbour.example/feed.rss")


def test_the_token_is_the_feed_s_address() -> None:
    assert SOURCE.first_request("harbour.example/feed.rss?x=1").url == "https://harbour.example/feed.rss?x=1"
    assert SOURCE.host("harbour.example/feed.rss") == "harbour.example"
    for token in ("", "harbour", "harbour.example@evil/x", "harbour.example/../x"):
        with pytest.raises(BadToken):
            SOURCE.first_request(token)


def test_an_item_says_what_its_elements_state() -> None:
    posting = parsed()["harbour:1"]

    assert posting.title == "Harbour: Cook & Baker"
    assert posting.locations == (Location("USA", country="US"),)
    assert (posting.employment_type, posting.department, posting.language) == ("full_time", "Kitchen", "en-US")
    assert posting.date_posted == datetime(2026, 8, 11, 7, 30, 41, tzinfo=UTC)
    assert posting.valid_through == datetime(2026, 9, 10, 7, 30, 41, tzinfo=UTC)
    assert posting.description_html == "<p>Cook &amp; <b>bake</b>.</p>"


def test_an_item_without_guid_is_named_by_its_link_or_by_a_hash() -> None:
    guid, link, hashed = parsed()

    assert guid == "harbour:1"
    assert link == "https://harbour.example/jobs/2"
    assert len(hashed) == 32
    assert parsed()[link].description_text == "Carry & smile."
    assert list(parsed()) == [guid, link, hashed]


def test_a_guid_that_is_too_long_becomes_a_hash() -> None:
    feed = payload("rss/feed.rss").replace(b"harbour:1", b"x" * 900)

    assert all(len(external_id) <= 500 for external_id in postings("rss", feed))


def test_an_item_without_title_is_a_bad_item_and_a_feed_is_never_complete() -> None:
    page = listing("rss", payload("rss/feed.rss"))

    assert [(bad.external_id, bad.reason) for bad in page.bad] == [("x-4", "item 4: title: missing")]
    assert not page.complete


def test_atom_is_read_too() -> None:
    (posting,) = postings("rss", payload("rss/feed.atom")).values()

    assert posting.external_id == "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a"
    assert posting.url == "https://harbour.example/jobs/1"
    assert posting.date_posted == datetime(2026, 8, 11, 7, 30, 41, tzinfo=UTC)
    assert posting.description_text == "Cook."


@pytest.mark.parametrize(
    "body", [b"", b"<html/>", b"<rss><channel><item>", b'<!DOCTYPE r [<!ENTITY a "a">]><rss>&a;</rss>', b"{}"]
)
def test_anything_else_is_no_feed(body: bytes) -> None:
    with pytest.raises(MalformedPayload):
        listing("rss", body)
