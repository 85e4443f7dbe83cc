from datetime import date

from ingest.sources.types import Location, ParsedPosting
from ingest.sources.workable import SOURCE
from tests.ingest.sources.payloads import listing, payload, postings


def parsed() -> dict[str, ParsedPosting]:
    return postings("workable", payload("workable/account.json"))


def test_texts_are_asked_for() -> None:
    assert SOURCE.first_request("harbour").url == (
        "https://apply.workable.com/api/v1/widget/accounts/harbour?details=true"
    )


def test_one_shortcode_in_several_places_is_one_posting() -> None:
    posting = parsed()["3862836931"]

    assert list(parsed()) == ["3862836931", "96051E9EDE"]
    assert posting.locations == (
        Location("São Paulo, State of São Paulo, Brazil", "São Paulo", "State of São Paulo", "BR"),
        Location("Porto, Portugal", "Porto", None, "PT"),
    )


def test_a_posting_says_what_its_fields_state() -> None:
    posting = parsed()["3862836931"]

    assert (posting.employment_type, posting.workplace, posting.department) == ("full_time", None, "Kitchen")
    assert posting.date_posted == date(2026, 6, 30)
    assert posting.apply_url == "https://apply.workable.com/j/3862836931/apply"
    assert posting.description_text == "Cook & serve."


def test_hidden_places_are_not_shown_and_empty_texts_are_unknown() -> None:
    posting = parsed()["96051E9EDE"]

    assert posting.locations == ()
    assert (posting.workplace, posting.employment_type, posting.requisition_id) == ("remote", None, "R7")


def test_an_item_is_named_by_its_shortcode_when_it_is_wrong() -> None:
    page = listing("workable", b'{"jobs": [{"shortcode": "AB", "title": 1}]}')

    assert [(bad.external_id, bad.reason) for bad in page.bad] == [("AB", "item 1: title: expected str, got int")]
