import json

import pytest

from ingest.sources.smartrecruiters import SOURCE
from ingest.sources.types import Location, MalformedPayload, ParsedPosting, Request, ThrottledPayload
from tests.ingest.sources.payloads import changed, listing, payload, postings

PAGE = "smartrecruiters/page_0.json"
DETAIL = "smartrecruiters/detail.json"
GRAFTER, BUYER, CIDER_MAKER = (f"74400012997198{number}" for number in (1, 2, 3))


def parsed() -> dict[str, ParsedPosting]:
    return postings("smartrecruiters", payload(PAGE), "OrchardGroup")


def page_at(offset: int, count: int, total: int) -> bytes:
    item = json.loads(payload(PAGE))["content"][0]
    content = [{**item, "id": str(offset + number)} for number in range(count)]
    return json.dumps({"offset": offset, "limit": 100, "totalFound": total, "content": content}).encode()


def request_at(offset: int) -> Request:
    return Request(f"https://api.smartrecruiters.com/v1/companies/OrchardGroup/postings?limit=100&offset={offset}")


def test_a_posting_says_what_its_fields_state() -> None:
    posting = parsed()[GRAFTER]

    assert posting.title == "Grafter & Pruner"
    assert posting.url == "https://jobs.smartrecruiters.com/OrchardGroup/744000129971981"
    assert posting.locations == (Location("Lillebonne, France", "Lillebonne", None, "FR"),)
    assert (posting.workplace, posting.employment_type, posting.department) == ("onsite", "full_time", "Trees")
    assert posting.date_posted is not None
    assert posting.date_posted.isoformat() == "2026-06-30T17:49:03+00:00"
    assert (posting.language, posting.requisition_id) == ("en", "REF1A")


def test_remote_is_a_workplace_and_no_city() -> None:
    posting = parsed()[BUYER]

    assert posting.workplace == "remote"
    assert posting.locations == (Location("Remote, United States", None, None, "US"),)
    assert posting.language == "es-MX"


def test_labels_in_other_languages_are_read_by_the_vendor_s_ids() -> None:
    assert parsed()[BUYER].employment_type == "part_time"
    assert parsed()[CIDER_MAKER].employment_type == "internship"
    assert parsed()[CIDER_MAKER].workplace == "hybrid"


def test_an_old_posting_without_hybrid_says_nothing_of_an_office() -> None:
    place = {"city": "Leeds", "country": "United Kingdom", "countryCode": "gb", "remote": False}
    body = changed(PAGE, content=[{"id": "x-1", "name": "Picker", "location": place}])
    posting = postings("smartrecruiters", body)["x-1"]

    assert posting.workplace is None
    assert posting.locations == (Location("Leeds, United Kingdom", "Leeds", None, "GB"),)


def test_pages_follow_each_other_until_all_postings_were_seen() -> None:
    first = listing("smartrecruiters", page_at(0, 100, 250), "OrchardGroup", SOURCE.first_request("OrchardGroup"))
    assert first.next == request_at(100)
    assert not first.complete

    second = listing("smartrecruiters", page_at(100, 100, 250), "OrchardGroup", first.next)
    assert second.next == request_at(200)

    last = listing("smartrecruiters", page_at(200, 50, 250), "OrchardGroup", second.next)
    assert last.next is None
    assert last.complete
    assert last.total == 250


def test_a_short_page_in_between_is_followed_from_where_it_ended() -> None:
    page = listing("smartrecruiters", page_at(100, 60, 250), "OrchardGroup", request_at(100))

    assert page.next == request_at(160)


def test_an_empty_page_that_should_not_be_is_throttling_and_proves_nothing() -> None:
    with pytest.raises(ThrottledPayload, match="offset 100 is empty though totalFound is 250"):
        listing("smartrecruiters", page_at(100, 0, 250), "OrchardGroup", request_at(100))
    with pytest.raises(MalformedPayload):
        listing("smartrecruiters", page_at(0, 0, 250))


def test_an_empty_board_is_complete() -> None:
    page = listing("smartrecruiters", page_at(0, 0, 0), "OrchardGroup", request_at(0))

    assert page.complete
    assert page.entries == ()


def test_a_page_that_is_read_alone_knows_its_place_from_the_answer() -> None:
    assert listing("smartrecruiters", page_at(200, 50, 250)).complete
    assert not listing("smartrecruiters", page_at(0, 50, 250)).complete


def test_a_detail_completes_what_the_listing_said() -> None:
    known = parsed()[GRAFTER]
    full = SOURCE.detail(payload(DETAIL), known, "OrchardGroup")

    assert full.url == "https://jobs.smartrecruiters.com/OrchardGroup/744000129971981-grafter-pruner"
    assert full.apply_url.endswith("?oga=true")
    assert full.description_text == (
        "Company Description\n\nOrchard grows apples.\n\nJob Description\n\nYou graft trees\n\n"
        "Additional Information\n\nBring boots & gloves"
    )
    assert (full.title, full.locations, full.date_posted) == (known.title, known.locations, known.date_posted)


def test_a_detail_says_what_the_listing_left_out() -> None:
    bare = postings("smartrecruiters", changed(PAGE, content=[{"id": GRAFTER, "name": "Grafter"}]))[GRAFTER]
    full = SOURCE.detail(payload(DETAIL), bare, "OrchardGroup")

    assert full.title == "Grafter"
    assert (full.workplace, full.department, full.requisition_id) == ("onsite", "Trees", "REF1A")


def test_a_detail_alone_is_a_posting() -> None:
    assert SOURCE.detail(payload(DETAIL), None, "") == SOURCE.detail(payload(DETAIL), parsed()[GRAFTER], "")


def test_an_advertisement_without_id_completes_a_known_posting_only() -> None:
    advertisement = json.dumps({"jobAd": json.loads(payload(DETAIL))["jobAd"]}).encode()

    assert SOURCE.detail(advertisement, parsed()[GRAFTER], "x").description_text.startswith("Company Description")
    with pytest.raises(MalformedPayload, match="id: missing"):
        SOURCE.detail(advertisement, None, "x")


def test_the_detail_has_an_address_of_its_own() -> None:
    request = SOURCE.detail_request(GRAFTER, "OrchardGroup")

    assert request.url == "https://api.smartrecruiters.com/v1/companies/OrchardGroup/postings/744000129971981"


def test_a_wrapped_listing_of_another_tool_is_refused() -> None:
    with pytest.raises(MalformedPayload, match=r"no|not a list of postings `content`.*list_pages"):
        listing("smartrecruiters", b'{"list_pages": [], "details": {}}')
