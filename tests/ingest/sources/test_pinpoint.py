from decimal import Decimal

from ingest.sources.pinpoint import SOURCE
from ingest.sources.types import Location, ParsedPosting, Salary
from tests.ingest.sources.payloads import payload, postings


def parsed() -> dict[str, ParsedPosting]:
    return postings("pinpoint", payload("pinpoint/postings.json"), "harbour")


def test_a_customer_s_own_domain_is_asked_itself() -> None:
    assert SOURCE.first_request("harbour").url == "https://harbour.pinpointhq.com/postings.json"
    assert SOURCE.first_request("jobs.harbour.example").url == "https://jobs.harbour.example/postings.json"


def test_a_posting_says_what_its_fields_state() -> None:
    posting = parsed()["118475"]

    assert posting.locations == (Location("Hull Docks", "Hull", "Yorkshire"),)
    assert (posting.workplace, posting.employment_type, posting.department) == ("onsite", "full_time", "Signals")
    assert posting.base_salary == Salary(Decimal(40_000), Decimal(48_000), "GBP", "year")
    assert posting.valid_through is not None
    assert posting.valid_through.isoformat() == "2026-08-28T23:59:59-04:00"
    assert posting.requisition_id == "REQ-1"
    assert posting.description_text == "Wire & test.\n\nWhat you do\n\nWire"


def test_figures_that_the_employer_hides_are_not_shown() -> None:
    posting = parsed()["118476"]

    assert posting.base_salary is None
    assert (posting.workplace, posting.employment_type) == ("remote", "contract")
    assert posting.locations == (Location("United Kingdom", country="GB"),)
    assert posting.url == "https://harbour.pinpointhq.com/en/postings/118476"
