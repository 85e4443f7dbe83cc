import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.demo.conftest import Site, site_of

API = "https://apply.workable.com/api/v1/widget/accounts"
KEYS = {
    "title",
    "shortcode",
    "code",
    "employment_type",
    "telecommuting",
    "department",
    "url",
    "shortlink",
    "application_url",
    "published_on",
    "created_at",
    "country",
    "city",
    "state",
    "education",
    "experience",
    "function",
    "industry",
    "locations",
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("workable") as site:
        yield site


def test_texts_come_only_when_they_are_asked_for(site: Site) -> None:
    url = f"{API}/{site.boards[0].token}"
    light, full = site.get(url).json(), site.get(f"{url}?details=true").json()

    assert light.keys() == {"name", "description", "jobs"}
    assert all(job.keys() == KEYS for job in light["jobs"])
    assert all(job.keys() == KEYS | {"description"} for job in full["jobs"])


def test_a_posting_is_repeated_for_each_of_its_places(site: Site) -> None:
    board = site.boards[0]
    jobs = site.get(f"{API}/{board.token}").json()["jobs"]
    codes = Counter(job["shortcode"] for job in jobs)

    assert len(codes) == len(site.postings(board))
    assert max(codes.values()) > 1
    assert all(re.fullmatch("[0-9A-F]{10}", code) for code in codes)


def test_days_have_no_hours_and_the_unknown_is_an_empty_string(site: Site) -> None:
    jobs = [job for board in site.boards for job in site.get(f"{API}/{board.token}").json()["jobs"]]

    assert all(re.fullmatch(r"2\d{3}-\d\d-\d\d", job["published_on"]) for job in jobs)
    assert {""} < {job["employment_type"] for job in jobs}
    assert {job["locations"][0]["hidden"] for job in jobs} == {True, False}
    assert all(len(job["locations"][0]["countryCode"]) == 2 for job in jobs)


def test_there_is_no_validator(site: Site) -> None:
    assert not {"ETag", "Last-Modified"} & site.get(f"{API}/{site.boards[0].token}").headers.keys()


def test_the_older_address_leads_to_the_widget(site: Site) -> None:
    reply = site.get(f"https://www.workable.com/api/accounts/{site.boards[0].token}?details=true")

    assert reply.status == 302
    assert reply.headers["Location"] == f"{API}/{site.boards[0].token}?details=true"


def test_an_unknown_account_is_not_found(site: Site) -> None:
    assert site.get(f"{API}/no-such-account").status == 404
