import json
from decimal import Decimal

import pytest

from ingest.sources.icims import SOURCE
from ingest.sources.types import Location, MalformedPayload, Salary
from tests.ingest.sources.payloads import listing, payload, postings

CLASSIC, NEW = "careers-harbour.icims.com", "careers.harbour.example"


def test_classic_and_new_sites_are_asked_in_their_own_ways() -> None:
    assert SOURCE.first_request(CLASSIC).url == f"https://{CLASSIC}/jobs/search?ss=1&in_iframe=1&pr=0"
    assert SOURCE.first_request(NEW).url == f"https://{NEW}/api/jobs?page=1&limit=100"
    detail = SOURCE.detail_request("1234", CLASSIC)
    assert detail is not None
    assert detail.url == f"https://{CLASSIC}/jobs/1234/job?in_iframe=1"
    assert SOURCE.detail_request("1234", NEW) is None


def test_a_classic_list_holds_its_cards_and_no_foreign_ones() -> None:
    read = postings("icims", payload("icims/search.html"), CLASSIC)

    assert list(read) == ["1234", "5678"]
    assert read["1234"].title == "Director, Docks & Piers"
    assert read["1234"].url == f"https://{CLASSIC}/jobs/1234/director%2c-docks/job"
    assert read["1234"].locations == (
        Location("US-NJ-Edison", "Edison", "NJ", "US"),
        Location("CA-ON-Toronto", "Toronto", "ON", "CA"),
    )
    assert read["5678"].url == f"https://{CLASSIC}/jobs/5678/forklift-operator/job"


def test_a_classic_list_goes_on_while_it_links_to_the_next_page() -> None:
    first = listing("icims", payload("icims/search.html"), CLASSIC, SOURCE.first_request(CLASSIC))
    assert first.next is not None
    assert first.next.url.endswith("&pr=1")
    assert not first.complete

    last = listing("icims", payload("icims/table.html"), CLASSIC, first.next)
    assert last.next is None
    assert last.complete


def test_a_table_is_a_list_too() -> None:
    (posting,) = postings("icims", payload("icims/table.html"), CLASSIC).values()

    assert posting.title == "Lab Manager"
    assert posting.locations == (Location("US-TX-Houston", "Houston", "TX", "US"),)


def test_a_classic_posting_s_page_completes_it() -> None:
    known = postings("icims", payload("icims/search.html"), CLASSIC)["1234"]
    full = SOURCE.detail(payload("icims/job.html"), known, CLASSIC)

    assert full.description_text == "Cook & serve."
    assert full.locations == known.locations
    assert SOURCE.detail(payload("icims/job.html"), None, "").external_id == "1234"


def test_a_new_site_s_posting_says_what_its_fields_state() -> None:
    first, second = postings("icims", payload("icims/jobs.json"), NEW).values()

    assert first.title == "Docker & Crane Driver"
    assert first.url == "https://careers.harbour.example/jobs/30001?lang=en-us"
    assert first.apply_url == "https://careers-harbour.icims.com/jobs/30001/job"
    assert first.locations == (Location("Chicago, IL, United States", "Chicago", "Illinois", "US"),)
    assert (first.employment_type, first.department, first.language) == ("full_time", "Docks", "en-US")
    assert first.date_posted is not None
    assert first.date_posted.isoformat() == "2026-07-23T19:16:00+00:00"
    assert first.description_text == "Lift.\n\nResponsibilities\n\nLook up"
    assert first.base_salary is None
    assert second.base_salary == Salary(Decimal(52_000), Decimal(61_000), "USD", "year")
    assert second.url == f"https://{NEW}/jobs/30002"


def test_a_new_site_is_complete_when_its_total_is_reached() -> None:
    more = json.dumps(json.loads(payload("icims/jobs.json")) | {"totalCount": 130}).encode()
    page = listing("icims", more, NEW, SOURCE.first_request(NEW))

    assert page.next is not None
    assert page.next.url == f"https://{NEW}/api/jobs?page=2&limit=100"
    assert not page.complete
    assert listing("icims", payload("icims/jobs.json"), NEW, SOURCE.first_request(NEW)).complete


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"<html>Access denied</html>", "no list of an iCIMS site"), (b'{"error": "x"}', "answered with an error: x")],
)
def test_any_other_answer_is_no_list(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedPayload, match=reason):
        listing("icims", body, CLASSIC)
