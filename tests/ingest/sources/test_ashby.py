from decimal import Decimal

from ingest.sources.ashby import SOURCE
from ingest.sources.types import Location, ParsedPosting, Salary
from tests.ingest.sources.payloads import listing, payload, postings

LISTING = "ashby/listing.json"
KEEPER, WATCH = (f"90fb3621-899e-4b59-925d-25080ec91e1{number}" for number in (1, 2))


def parsed() -> dict[str, ParsedPosting]:
    return postings("ashby", payload(LISTING), "Harbour Lights")


def test_a_name_with_spaces_is_escaped() -> None:
    request = SOURCE.first_request("Harbour Lights")

    assert request.url == ("https://api.ashbyhq.com/posting-api/job-board/Harbour%20Lights?includeCompensation=true")


def test_what_is_not_listed_is_no_posting() -> None:
    page = listing("ashby", payload(LISTING))

    assert [entry.external_id for entry in page.entries] == [KEEPER, WATCH]
    assert page.complete


def test_a_hybrid_posting_is_not_remote_whatever_the_flag_says() -> None:
    assert parsed()[KEEPER].workplace == "hybrid"
    assert parsed()[WATCH].workplace == "remote"


def test_a_posting_says_what_its_fields_state() -> None:
    posting = parsed()[KEEPER]

    assert posting.title == "Lamp Keeper"
    assert posting.locations == (
        Location("Hull", "Hull", "England", "GB"),
        Location("Remote (US)", country="US"),
        Location("Brest"),
    )
    assert (posting.employment_type, posting.department) == ("full_time", "Signals")
    assert posting.date_posted is not None
    assert posting.date_posted.isoformat() == "2026-04-20T22:43:56.531000+00:00"
    assert posting.description_text == "Lamps\n\nKeep them & clean them."


def test_salaries_of_several_tiers_are_one_range_and_equity_is_none() -> None:
    assert parsed()[KEEPER].base_salary == Salary(Decimal(40_000), Decimal(52_000), "GBP", "year")


def test_a_salary_that_the_employer_hides_is_not_shown() -> None:
    assert parsed()[WATCH].base_salary is None


def test_a_union_of_countries_is_no_country() -> None:
    assert parsed()[WATCH].locations == (Location("Hull"),)
    assert parsed()[WATCH].employment_type == "internship"
