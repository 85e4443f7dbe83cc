import json
from datetime import date

import pytest

from ingest.sources.bamboohr import SOURCE
from ingest.sources.types import Location, MalformedPayload, ParsedPosting
from tests.ingest.sources.payloads import changed, listing, payload, postings

LIST, DETAIL = "bamboohr/list.json", "bamboohr/detail.json"


def parsed() -> dict[str, ParsedPosting]:
    return postings("bamboohr", payload(LIST), "harbour")


def test_the_list_and_its_details_have_their_addresses() -> None:
    assert SOURCE.first_request("harbour").url == "https://harbour.bamboohr.com/careers/list"
    assert SOURCE.detail_request("86", "harbour").url == "https://harbour.bamboohr.com/careers/86/detail"


def test_either_of_the_two_places_may_be_the_filled_one() -> None:
    assert parsed()["86"].locations == (Location("Fort Lauderdale, Florida", "Fort Lauderdale", "Florida"),)
    assert parsed()["87"].locations == (Location("Ottawa, Ontario, Canada", "Ottawa", "Ontario", "CA"),)


def test_an_opening_says_what_its_fields_state() -> None:
    clerk, registrar = parsed().values()

    assert (clerk.title, clerk.url) == ("Clerk & Usher", "https://harbour.bamboohr.com/careers/86")
    assert (clerk.workplace, clerk.employment_type, clerk.department) == ("onsite", "full_time", "Legal")
    assert (registrar.workplace, registrar.employment_type) == ("remote", "contract")


def test_the_total_proves_that_the_list_is_complete() -> None:
    assert listing("bamboohr", payload(LIST)).complete
    assert not listing("bamboohr", changed(LIST, meta={"totalCount": 3})).complete


def test_a_detail_completes_the_opening() -> None:
    full = SOURCE.detail(payload(DETAIL), parsed()["86"], "harbour")

    assert full.external_id == "86"
    assert full.date_posted == date(2026, 5, 11)
    assert full.description_text == "Open doors & files."
    assert full.locations == parsed()["86"].locations


def test_a_detail_alone_is_named_by_the_end_of_its_address() -> None:
    alone = SOURCE.detail(payload(DETAIL), None, "")

    assert (alone.external_id, alone.locations[0].country) == ("86", "US")


def test_a_detail_that_names_nothing_is_none() -> None:
    detail = json.loads(payload(DETAIL))
    detail["result"]["jobOpening"]["jobOpeningShareUrl"] = None

    with pytest.raises(MalformedPayload, match="id: empty"):
        SOURCE.detail(json.dumps(detail).encode(), None, "")
