from decimal import Decimal

from ingest.sources.rippling import SOURCE
from ingest.sources.types import Location, ParsedPosting, Salary
from tests.ingest.sources.payloads import payload, postings

ANALYST, TESTER = "7527c74e-2e0a-432d-99da-6b3f4042f325", "cb3c1e2f-06cb-4b5b-bd7b-dbd2489b5985"


def parsed() -> dict[str, ParsedPosting]:
    return postings("rippling", payload("rippling/list.json"), "harbour")


def test_the_list_and_its_details_have_their_addresses() -> None:
    base = "https://api.rippling.com/platform/api/ats/v1/board/harbour/jobs"

    assert SOURCE.first_request("harbour").url == base
    assert SOURCE.detail_request(ANALYST, "harbour").url == f"{base}/{ANALYST}"


def test_a_posting_that_is_repeated_for_each_place_is_one() -> None:
    assert list(parsed()) == [ANALYST, TESTER]
    assert parsed()[ANALYST].locations == (
        Location("Ottawa, Canada", country="CA"),
        Location("Toronto, Canada", country="CA"),
    )
    assert parsed()[TESTER].workplace == "remote"


def test_a_detail_completes_the_posting() -> None:
    full = SOURCE.detail(payload("rippling/detail.json"), parsed()[ANALYST], "harbour")

    assert full.description_text == "We are Harbour.\n\nCount & tell."
    assert full.description_html == "<p>We are Harbour.</p><p>Count &amp; tell.</p>"
    assert full.employment_type == "full_time"
    assert full.base_salary == Salary(Decimal(90_000), Decimal(110_000), "CAD", "year")
    assert full.date_posted is not None
    assert full.date_posted.isoformat() == "2026-07-07T05:34:53.457000-07:00"
    assert full.locations == parsed()[ANALYST].locations
