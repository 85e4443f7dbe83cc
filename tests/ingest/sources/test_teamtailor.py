import pytest

from ingest.sources.teamtailor import SOURCE
from ingest.sources.types import Location, MalformedPayload, ParsedPosting, Request
from tests.ingest.sources.payloads import listing, payload, postings

DOCTOR = "abacc3bc-cb69-4bc7-b511-cc829b1520f1"
REMOTE, TEMPORARY = "c390ce19-b59c-4737-80d7-c7d16a3ddfae", "b529b3a7-7a9c-4c3c-ae18-28f170a3c56f"


def parsed() -> dict[str, ParsedPosting]:
    return postings("teamtailor", payload("teamtailor/jobs.rss"), "harbour")


def feed_of(count: int) -> bytes:
    items = "".join(f"<item><title>Job {number}</title><guid>g-{number}</guid></item>" for number in range(count))
    return f"<rss><channel>{items}</channel></rss>".encode()


def test_sites_of_a_region_and_own_domains_are_asked_where_they_are() -> None:
    query = "/jobs.rss?offset=0&per_page=100"

    assert SOURCE.first_request("harbour").url == f"https://harbour.teamtailor.com{query}"
    assert SOURCE.first_request("na:harbour").url == f"https://harbour.na.teamtailor.com{query}"
    assert SOURCE.first_request("jobs.harbour.example").url == f"https://jobs.harbour.example{query}"


def test_an_item_says_what_its_elements_state() -> None:
    posting = parsed()[DOCTOR]

    assert posting.title == "Läkare & chef"
    assert posting.locations == (
        Location("Vårdcentral Båstad, Sweden", "Båstad", None, "SE"),
        Location("Kliniken, Umeå, Sweden", "Umeå", None, "SE"),
    )
    assert posting.department == "Läkare"
    assert posting.date_posted is not None
    assert posting.date_posted.isoformat() == "2026-08-25T10:48:06+02:00"
    assert posting.description_html == "<p>Care &amp; time.</p>"


def test_no_remote_status_is_no_office() -> None:
    assert parsed()[DOCTOR].workplace is None
    assert parsed()[REMOTE].workplace == "remote"
    assert parsed()[TEMPORARY].workplace is None


def test_pages_are_walked_until_one_is_short() -> None:
    first = listing("teamtailor", feed_of(100), "harbour", SOURCE.first_request("harbour"))
    assert first.next == Request("https://harbour.teamtailor.com/jobs.rss?offset=100&per_page=100", expected="xml")
    assert not first.complete

    last = listing("teamtailor", feed_of(7), "harbour", first.next)
    assert last.next is None
    assert last.complete


def test_the_json_feed_is_read_with_the_job_posting_in_it() -> None:
    (posting,) = postings("teamtailor", payload("teamtailor/jobs.json")).values()

    assert posting.external_id == "20fafb7d-f013-4061-b6de-2894b3e0838b"
    assert posting.locations == (Location("Madrid, ES", "Madrid", None, "ES"),)
    assert posting.employment_type == "full_time"
    assert posting.description_text == "Cook & serve."


def test_an_item_without_title_is_a_bad_item() -> None:
    page = listing("teamtailor", b"<rss><channel><item><guid>g</guid></item></channel></rss>")

    assert [(bad.external_id, bad.reason) for bad in page.bad] == [("g", "item 1: title: missing")]


@pytest.mark.parametrize("body", [b"<html><body>Oops</body></html>", b'{"data": [], "links": {}}', b""])
def test_an_error_page_is_no_feed(body: bytes) -> None:
    with pytest.raises(MalformedPayload):
        listing("teamtailor", body)
