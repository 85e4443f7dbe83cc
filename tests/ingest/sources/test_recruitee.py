from datetime import UTC, datetime
from decimal import Decimal

from ingest.sources.recruitee import SOURCE
from ingest.sources.types import Location, ParsedPosting, Salary
from tests.ingest.sources.payloads import payload, postings


def parsed() -> dict[str, ParsedPosting]:
    return postings("recruitee", payload("recruitee/offers.json"), "harbour")


def test_a_customer_s_own_domain_is_asked_itself() -> None:
    assert SOURCE.first_request("harbour").url == "https://harbour.recruitee.com/api/offers/"
    assert SOURCE.first_request("jobs.harbour.example").url == "https://jobs.harbour.example/api/offers/"
    assert SOURCE.host("jobs.harbour.example") == "recruitee.com"


def test_only_published_offers_are_postings() -> None:
    assert list(parsed()) == ["2631774", "2631775"]


def test_an_offer_says_what_its_fields_state() -> None:
    posting = parsed()["2631774"]

    assert posting.locations == (Location("Utrecht, Netherlands", "Utrecht", "Utrecht", "NL"),)
    assert (posting.workplace, posting.employment_type, posting.language) == ("hybrid", "full_time", "nl")
    assert posting.base_salary == Salary(Decimal(5253), Decimal(6152), "EUR", "month")
    assert posting.date_posted == datetime(2026, 6, 8, 13, 3, 54, tzinfo=UTC)
    assert posting.valid_through == datetime(2026, 9, 1, tzinfo=UTC)
    assert posting.description_text == "Count & check.\n\nCare"


def test_an_offer_without_places_has_the_one_of_its_own_fields() -> None:
    posting = parsed()["2631775"]

    assert posting.locations == (Location("Utrecht, Netherlands", "Utrecht", "Utrecht", "NL"),)
    assert (posting.workplace, posting.employment_type, posting.base_salary) == ("remote", "internship", None)
    assert posting.language is None


def test_the_offer_s_mailbox_is_shown_nowhere() -> None:
    assert "job.e4u78@" not in str(parsed())
