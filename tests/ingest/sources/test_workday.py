"""Workday: the one source whose totals lie, whose pages repeat, and whose sites are too large for one listing."""

import json
from datetime import date
from typing import Any

import pytest

from ingest.sources.types import BadToken, Location, MalformedPayload, Page, ParsedPosting, Request, ThrottledPayload
from ingest.sources.workday import SOURCE
from tests.ingest.sources.payloads import listing, payload, postings

TOKEN = "wd5:harbour/External"
PATHS = [f"/job/US-CA-Santa-Clara/Engineer_JR20{number:04d}" for number in (1, 2, 3)]


def parsed() -> dict[str, ParsedPosting]:
    return postings("workday", payload("workday/list.json"), TOKEN)


def answer(start: int, count: int, total: int, facets: dict[str, dict[str, int]] | None = None) -> bytes:
    jobs = [{"title": f"Job {n}", "externalPath": f"/job/x/Job_{n}"} for n in range(start, start + count)]
    stated = [
        {"facetParameter": name, "values": [{"id": id_, "count": number} for id_, number in values.items()]}
        for name, values in (facets or {}).items()
    ]
    return json.dumps({"total": total, "jobPostings": jobs, "facets": stated}).encode()


def asked(request: Request) -> Any:
    assert request.body is not None
    return json.loads(request.body)


def walk(answers: list[bytes]) -> list[Page]:
    pages, request = list[Page](), SOURCE.first_request(TOKEN)
    for body in answers:
        pages.append(listing("workday", body, TOKEN, request))
        following = pages[-1].next
        if following is None:
            break
        request = following
    return pages


def test_the_request_states_all_four_keys() -> None:
    request = SOURCE.first_request(TOKEN)

    assert request.url == "https://harbour.wd5.myworkdayjobs.com/wday/cxs/harbour/External/jobs"
    assert request.method == "POST"
    assert asked(request) == {"appliedFacets": {}, "limit": 20, "offset": 0, "searchText": ""}
    assert SOURCE.host(TOKEN) == "harbour.wd5.myworkdayjobs.com"


def test_sites_of_the_other_domain_are_asked_there() -> None:
    token = "wd3-site:harbour/Careers"

    assert SOURCE.first_request(token).url == "https://wd3.myworkdaysite.com/wday/cxs/harbour/Careers/jobs"
    assert SOURCE.board_url(token) == "https://wd3.myworkdaysite.com/recruiting/harbour/Careers"


@pytest.mark.parametrize("token", ["harbour/External", "wd5:harbour", "wd5:har.bour/x", "wd5:harbour/a/b", "5:h/x"])
def test_a_token_without_its_parts_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        SOURCE.first_request(token)


def test_a_posting_of_the_list_says_what_its_fields_state() -> None:
    first, second, third = (parsed()[path] for path in PATHS)

    assert first.url == f"https://harbour.wd5.myworkdayjobs.com/External{PATHS[0]}"
    assert (first.workplace, first.employment_type, first.requisition_id) == ("onsite", "full_time", "JR200001")
    assert first.locations == (Location("US, CA, Santa Clara"),)
    assert third.locations == (Location("Dublin, Ireland", country="IE"),)
    assert third.workplace is None
    assert second.requisition_id is None


def test_a_count_of_places_is_no_place() -> None:
    assert parsed()[PATHS[1]].locations == ()


def test_the_relative_date_changes_no_hash() -> None:
    before = listing("workday", payload("workday/list.json"), TOKEN)
    after = listing("workday", payload("workday/list.json").replace(b"Posted Today", b"Posted Yesterday"), TOKEN)

    assert after == before


def test_the_first_page_s_total_holds_for_all_pages() -> None:
    pages = walk([answer(0, 20, 45), answer(20, 20, 0), answer(40, 5, 0)])

    assert [len(page.entries) for page in pages] == [20, 20, 5]
    assert [page.complete for page in pages] == [False, False, True]


def test_a_page_that_is_short_too_early_leaves_the_listing_incomplete() -> None:
    pages = walk([answer(0, 20, 45), answer(20, 7, 45)])

    assert pages[-1].next is None
    assert not pages[-1].complete


def test_an_empty_page_before_the_end_is_throttling() -> None:
    with pytest.raises(ThrottledPayload, match="offset 20 is empty though total is 45"):
        walk([answer(0, 20, 45), answer(20, 0, 0)])


def test_an_empty_site_is_complete() -> None:
    (page,) = walk([answer(0, 0, 0)])

    assert page.complete


def test_a_site_at_the_ceiling_is_read_once_for_each_value_of_a_facet() -> None:
    facets = {"locations": {"l": 1}, "jobFamilyGroup": {"sales": 1_990, "crew": 25}}
    request = SOURCE.first_request(TOKEN)
    first = listing("workday", answer(0, 20, 2_000, facets), TOKEN, request)
    assert first.next is not None
    assert asked(first.next)["appliedFacets"] == {"jobFamilyGroup": ["sales"]}

    request, offset = first.next, 0
    while asked(request)["appliedFacets"] == {"jobFamilyGroup": ["sales"]}:
        count = min(20, 1_990 - offset)
        page = listing("workday", answer(offset, count, 1_990 if offset == 0 else 0), TOKEN, request)
        assert asked(request)["offset"] == offset
        assert page.next is not None
        offset, request = offset + count, page.next

    pages = [listing("workday", answer(5_000, 20, 25), TOKEN, request)]
    assert pages[0].next is not None
    pages.append(listing("workday", answer(5_020, 5, 0), TOKEN, pages[0].next))
    assert pages[-1].complete
    assert pages[-1].next is None


def test_a_value_that_is_at_the_ceiling_itself_is_never_complete() -> None:
    facets = {"jobFamilyGroup": {"sales": 3_000, "crew": 1}}
    request: Request | None = SOURCE.first_request(TOKEN)
    bodies = iter([answer(0, 20, 2_000, facets), *(answer(start, 20, 2_000) for start in range(0, 2_000, 20))])
    bodies_and_last = [*bodies, answer(9_000, 1, 1)]
    for body in bodies_and_last:
        assert request is not None
        page = listing("workday", body, TOKEN, request)
        request = page.next

    assert request is None
    assert not page.complete


def paths_of(numbers: range) -> set[str]:
    return {f"/job/x/Job_{number}" for number in numbers}


class Tenant:
    """A site that never says more than 2,000, and divides by its facets: each posting has a value of each."""

    def __init__(self, count: int, **facets: int) -> None:
        # `facets`: how many values each has, in turn over the postings; 0 of them is a facet of a single value.
        self.count, self.facets, self.asked = count, facets, list[dict[str, list[str]]]()

    def answer(self, request: Request) -> bytes:
        body = asked(request)
        self.asked.append(body["appliedFacets"])
        found = [n for n in range(self.count) if self.is_in(n, body["appliedFacets"])]
        first = body["offset"] % 2_000 if len(found) > 2_000 else body["offset"]
        jobs = [{"title": f"Job {n}", "externalPath": f"/job/x/Job_{n}"} for n in found[:2_000][first : first + 20]]
        stated = 0 if body["offset"] else min(2_000, len(found))
        facets = [
            {"facetParameter": name, "values": [self.value(name, v, found) for v in range(values)]}
            for name, values in self.facets.items()
        ]
        return json.dumps({"total": stated, "jobPostings": jobs, "facets": facets}).encode()

    def is_in(self, number: int, applied: dict[str, list[str]]) -> bool:
        return all(f"{name}-{self.of(name, number)}" in ids for name, ids in applied.items())

    def of(self, name: str, number: int) -> int:
        return number * (7 if name == "timeType" else 1) // (1 if name != "timeType" else 3) % self.facets[name]

    def value(self, name: str, value: int, found: list[int]) -> dict[str, Any]:
        return {"id": f"{name}-{value}", "count": sum(self.of(name, number) == value for number in found)}

    def read(self) -> tuple[set[str], Page]:
        seen, request = set[str](), SOURCE.first_request(TOKEN)
        while True:
            page = listing("workday", self.answer(request), TOKEN, request)
            seen |= {entry.external_id for entry in page.entries}
            if page.next is None:
                return seen, page
            request = page.next


def test_values_are_asked_for_together_as_long_as_they_stay_below_the_ceiling() -> None:
    tenant = Tenant(2_400, jobFamilyGroup=24)
    seen, last = tenant.read()

    assert (seen, last.complete) == (paths_of(range(2_400)), True)
    groups = {tuple(applied["jobFamilyGroup"]) for applied in tenant.asked if applied}
    assert sorted(map(len, groups)) == [6, 18]
    # The first page, and 120 of twenty.
    assert len(tenant.asked) == 121


def test_a_part_at_the_ceiling_is_divided_by_the_next_facet() -> None:
    tenant = Tenant(4_800, jobFamilyGroup=2, timeType=3)
    seen, last = tenant.read()

    assert (seen, last.complete) == (paths_of(range(4_800)), True)
    assert {tuple(sorted(applied)) for applied in tenant.asked} == {
        (),
        ("jobFamilyGroup",),
        ("jobFamilyGroup", "timeType"),
    }


def test_a_site_whose_facets_cover_less_than_another_says_is_never_complete() -> None:
    facets = {"jobFamilyGroup": {"a": 1_500, "b": 700}, "timeType": {"full": 3_000}}
    request = SOURCE.first_request(TOKEN)
    first = listing("workday", answer(0, 20, 2_000, facets), TOKEN, request)
    pages = [first]
    start = 0
    while pages[-1].next is not None:
        request = pages[-1].next
        total = 1_500 if asked(request)["appliedFacets"] == {"jobFamilyGroup": ["a"]} else 700
        offset = asked(request)["offset"]
        pages.append(listing("workday", answer(start, min(20, total - offset), total), TOKEN, request))
        start += 20

    assert not pages[-1].complete


def test_no_more_than_a_hundred_values_are_asked_for_at_once() -> None:
    tenant = Tenant(2_200, locations=220)
    seen, last = tenant.read()

    assert (len(seen), last.complete) == (2_200, True)
    assert max(len(ids) for applied in tenant.asked for ids in applied.values()) == 100


def test_a_page_that_begins_anew_ends_the_reading_incomplete() -> None:
    pages = walk([answer(0, 20, 900), answer(20, 20, 900), answer(0, 20, 900)])

    assert pages[-1].next is None
    assert not pages[-1].complete


def test_a_posting_that_moved_to_the_next_page_meanwhile_ends_nothing() -> None:
    pages = walk([answer(0, 20, 45), answer(19, 20, 0), answer(39, 5, 0)])

    assert pages[-1].complete


def test_a_site_that_has_shrunk_to_its_last_full_page_is_not_throttled() -> None:
    pages = walk([answer(0, 20, 25), answer(20, 0, 20)])

    assert pages[-1].next is None
    assert not pages[-1].complete


def test_a_detail_tells_the_posting_s_country_and_not_the_requisition_s() -> None:
    full = SOURCE.detail(payload("workday/detail.json"), None, TOKEN)

    assert full.external_id == PATHS[0]
    assert full.locations == (Location("Munich", country="DE"), Location("Dublin, Ireland", country="IE"))
    assert full.date_posted == date(2026, 7, 25)
    assert (full.workplace, full.requisition_id) == ("hybrid", "JR200001")
    assert full.description_text == "Build & mend."


def test_a_detail_is_asked_for_under_the_posting_s_path() -> None:
    request = SOURCE.detail_request(PATHS[0], TOKEN)

    assert request.url == f"https://harbour.wd5.myworkdayjobs.com/wday/cxs/harbour/External{PATHS[0]}"


def test_a_detail_completes_the_places_that_the_list_left_out() -> None:
    full = SOURCE.detail(payload("workday/detail.json"), parsed()[PATHS[1]], TOKEN)

    assert full.external_id == PATHS[1]
    assert [place.text for place in full.locations] == ["Munich", "Dublin, Ireland"]


def test_a_detail_without_address_names_no_posting() -> None:
    body = json.dumps({"jobPostingInfo": {"title": "x"}}).encode()

    with pytest.raises(MalformedPayload, match="externalUrl"):
        SOURCE.detail(body, None, TOKEN)
