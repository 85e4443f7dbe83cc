import pytest

from ingest.sources.breezy import SOURCE
from ingest.sources.types import Location, MalformedPayload, ParsedPosting
from tests.ingest.sources.payloads import payload, postings


def parsed() -> dict[str, ParsedPosting]:
    return postings("breezy", payload("breezy/positions.json"), "harbour")


def test_the_feed_and_the_pages_have_their_addresses() -> None:
    assert SOURCE.first_request("harbour").url == "https://harbour.breezy.hr/json?verbose=true"
    assert SOURCE.detail_request("98323abf2296", "harbour").url == "https://harbour.breezy.hr/p/98323abf2296"


def test_a_position_says_what_its_fields_state() -> None:
    posting = parsed()["98323abf2296"]

    assert posting.title == "Cook & Baker"
    assert posting.locations == (
        Location("Miami, FL", "Miami", "Florida", "US"),
        Location("Toronto", "Toronto", None, "CA"),
    )
    assert (posting.workplace, posting.employment_type, posting.department) == (None, "part_time", "Kitchen")
    assert posting.description_text == "Bake & serve."


def test_remote_is_no_city() -> None:
    posting = parsed()["088ac6d52139"]

    assert posting.locations == (Location("Remote - US", None, None, "US"),)
    assert posting.workplace == "remote"
    assert posting.url == "https://harbour.breezy.hr/p/088ac6d52139"


def test_a_page_completes_the_position() -> None:
    full = SOURCE.detail(payload("breezy/position.html"), parsed()["088ac6d52139"], "harbour")

    assert full.external_id == "088ac6d52139"
    assert full.description_text == "Cook & serve."
    assert full.employment_type == "full_time"


def test_the_board_to_which_a_removed_position_redirects_is_no_position() -> None:
    with pytest.raises(MalformedPayload, match="no JSON-LD"):
        SOURCE.detail(b"<html><body>All positions</body></html>", None, "harbour")
