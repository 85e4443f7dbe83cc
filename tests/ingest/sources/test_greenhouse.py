import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ingest.sources.greenhouse import SOURCE
from ingest.sources.types import BadToken, Location, MalformedPayload, ParsedPosting, Salary
from tests.ingest.sources.payloads import changed, listing, payload, postings

LISTING = "greenhouse/listing.json"


def parsed() -> dict[str, ParsedPosting]:
    return postings("greenhouse", payload(LISTING), "tidewater")


def with_job(**changes: object) -> bytes:
    """The listing with its first job changed."""
    board = json.loads(payload(LISTING))
    board["jobs"][0] |= changes
    return json.dumps(board).encode()


def test_the_listing_is_asked_for_with_texts_and_pay() -> None:
    request = SOURCE.first_request("tidewater")

    assert request.url == (
        "https://boards-api.greenhouse.io/v1/boards/tidewater/jobs?content=true&pay_transparency=true"
    )
    assert SOURCE.host("tidewater") == "boards-api.greenhouse.io"


def test_ids_beyond_32_bits_are_kept_as_text() -> None:
    assert list(parsed()) == ["8365523002", "4012345", "8365523003"]


def test_a_posting_says_what_its_fields_state() -> None:
    posting = parsed()["8365523002"]

    assert posting.title == "Charging Engineer & Mentor"
    assert posting.url == "https://job-boards.greenhouse.io/tidewater/jobs/8365523002"
    assert posting.locations == (Location("Bergen, Norway", "Bergen", "Vestland", "NO"),)
    assert posting.workplace == "hybrid"
    assert posting.employment_type == "full_time"
    assert posting.department == "Engineering"
    assert posting.base_salary == Salary(Decimal(700_000), Decimal(900_000), "NOK", "year")
    assert posting.date_posted == datetime.fromisoformat("2026-07-16T11:55:32-04:00")
    assert posting.valid_through == date(2026, 9, 30)
    assert posting.language == "en"
    assert posting.requisition_id == "R-17"


def test_the_description_is_unescaped_once_and_sanitised() -> None:
    posting = parsed()["8365523002"]

    assert "<li>Design charging stations &amp; their software</li>" in posting.description_html
    assert "the &lt;b&gt; tag" in posting.description_html
    for unwanted in ("script", "alert", "onclick", "style", "<img", "content-intro", "&amp;nbsp;"):
        assert unwanted not in posting.description_html
    assert '<a href="https://tidewater.example/benefits"' in posting.description_html
    assert posting.description_text == (
        "Tidewater builds ferries that run on batteries.\n\n"
        "What you will do\n\n"
        "Design charging stations & their software\n"
        "Write tests, also for the <b> tag of our templating language\n\n"
        "Bring your questions.\n\n"
        "Benefits here"
    )


def test_a_prospect_post_is_a_posting_and_its_office_is_its_place() -> None:
    posting = parsed()["4012345"]

    assert posting.workplace == "remote"
    assert posting.locations == (Location("Lisbon, Portugal", country="PT"),)
    assert posting.date_posted == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert posting.requisition_id is None


def test_places_are_told_apart_and_each_gets_its_own_country() -> None:
    posting = parsed()["8365523003"]

    assert posting.locations == (
        Location("London, UK", country="GB"),
        Location("Paris", "Paris", "Île-de-France", "FR"),
        Location("Remote, US", country="US"),
    )


def test_pay_ranges_of_several_zones_are_one_range() -> None:
    assert parsed()["8365523003"].base_salary == Salary(Decimal(80_000), Decimal(110_000), "USD", "year")


def test_a_bonus_is_no_salary() -> None:
    value = {"min_value": "5000", "max_value": "9000", "unit": "EUR"}
    body = with_job(metadata=[{"id": 1, "name": "Compensation bonus", "value": value, "value_type": "currency_range"}])

    assert postings("greenhouse", body)["8365523002"].base_salary is None


def test_a_lone_detail_is_a_posting() -> None:
    posting = SOURCE.detail(payload("greenhouse/detail.json"), None, "tidewater")

    assert posting.external_id == "8365523004"
    assert posting.base_salary == Salary(Decimal("24.50"), Decimal(31), "USD", "hour")
    assert posting.locations[0].country == "US"
    assert posting.description_text == "Ropes."


def test_a_restamp_of_all_jobs_changes_no_hash() -> None:
    before = listing("greenhouse", payload(LISTING))
    after = listing("greenhouse", payload(LISTING).replace(b"2026-07-17T08:48:22", b"2026-07-19T01:00:00"))

    assert [entry.hash for entry in after.entries] == [entry.hash for entry in before.entries]


@pytest.mark.parametrize("change", [{"title": "Other"}, {"content": "x"}, {"location": {"name": "Oslo"}}])
def test_a_change_of_what_is_read_changes_the_hash(change: dict[str, object]) -> None:
    before, after = listing("greenhouse", payload(LISTING)), listing("greenhouse", with_job(**change))

    assert after.entries[0].hash != before.entries[0].hash
    assert after.entries[1].hash == before.entries[1].hash


def test_a_listing_is_complete_when_it_has_as_many_postings_as_it_says() -> None:
    assert listing("greenhouse", payload(LISTING)).complete
    assert listing("greenhouse", payload(LISTING)).total == 3
    assert not listing("greenhouse", changed(LISTING, meta={"total": 4})).complete


def test_an_empty_board_is_complete() -> None:
    page = listing("greenhouse", b'{"jobs": [], "meta": {"total": 0}}')

    assert page.complete
    assert page.entries == ()


def test_one_wrong_job_costs_only_itself_and_still_counts() -> None:
    page = listing("greenhouse", with_job(title=None, content="\x00"))

    assert [entry.external_id for entry in page.entries] == ["4012345", "8365523003"]
    assert [(bad.external_id, bad.reason) for bad in page.bad] == [
        ("8365523002", "item 1: title: expected str, got null")
    ]
    assert page.complete


def test_a_job_without_title_text_says_so() -> None:
    page = listing("greenhouse", with_job(title=" &nbsp; "))

    with pytest.raises(MalformedPayload, match="title: empty"):
        SOURCE.posting(page.entries[0], "tidewater")


def test_departments_are_no_listing() -> None:
    with pytest.raises(MalformedPayload, match=r"no|not a list of postings `jobs`.*departments"):
        listing("greenhouse", payload("greenhouse/departments.json"))


@pytest.mark.parametrize("token", ["", "..", "a/b", "a\\b", "a\nb"])
def test_a_token_that_would_change_the_path_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        SOURCE.first_request(token)
