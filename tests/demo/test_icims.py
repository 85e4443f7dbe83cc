import json
import re
from collections.abc import Iterator

import pytest

from demo.company import Board
from demo.vendors.icims import watched_as
from tests.demo.conftest import Site, site_of

KEYS = {
    *("slug", "req_id", "title", "description", "full_location", "short_location", "city", "state", "country"),
    *("country_code", "categories", "tags1", "employment_type", "location_type", "posted_date", "salary_min_value"),
    *("salary_max_value", "apply_url", "hiring_organization", "client_code"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("icims", companies=10, postings=500) as site:
        yield site


@pytest.fixture(scope="module")
def new(site: Site) -> Board:
    return next(board for board in site.boards if watched_as(board).endswith(".example"))


@pytest.fixture(scope="module")
def classic(site: Site) -> Board:
    return next(board for board in site.boards if watched_as(board).endswith(".icims.com"))


def numbers(site: Site, board: Board, page: int) -> list[str]:
    body = site.get(f"https://{watched_as(board)}/jobs/search?ss=1&in_iframe=1&pr={page}").body.decode()
    return re.findall(r'<a href="https://[^/]+/jobs/(\d+)/[^"]+/job\?in_iframe=1" class="iCIMS_Anchor"', body)


def test_a_new_site_answers_with_pages_counted_from_one(site: Site, new: Board) -> None:
    url = f"https://{watched_as(new)}/api/jobs?limit=20&page="
    first, second = site.get(f"{url}1").json(), site.get(f"{url}2").json()
    slugs = [job["data"]["slug"] for job in first["jobs"] + second["jobs"]]

    assert first.keys() == {"jobs", "totalCount", "count"}
    assert first["totalCount"] == len(site.postings(new))
    assert len(set(slugs)) == len(slugs) == min(40, first["totalCount"])
    assert all(job["data"].keys() >= KEYS for job in first["jobs"])


def test_a_new_site_leads_to_a_log_in_and_writes_no_salary_as_zero(site: Site, new: Board) -> None:
    jobs = [job["data"] for job in site.get(f"https://{watched_as(new)}/api/jobs?limit=100").json()["jobs"]]

    assert all(job["apply_url"].endswith("/login") for job in jobs)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000", job["posted_date"]) for job in jobs)
    assert 0 in {job["salary_min_value"] for job in jobs}


def test_a_classic_site_has_pages_of_twenty_counted_from_zero(site: Site, classic: Board) -> None:
    found = [number for page in range(10) for number in numbers(site, classic, page)]

    assert len(numbers(site, classic, 0)) == 20
    assert len(set(found)) == len(found) == len(site.postings(classic))


def test_a_classic_page_says_which_it_is_and_links_the_next_one(site: Site, classic: Board) -> None:
    pages = -(-len(site.postings(classic)) // 20)
    url = f"https://{watched_as(classic)}/jobs/search?ss=1&in_iframe=1&pr="
    first, last = site.get(f"{url}0").body.decode(), site.get(f"{url}{pages - 1}").body.decode()

    assert f"Page 1 of {pages}" in first
    assert "pr=1" in first
    assert f"pr={pages}" not in last


def test_a_classic_posting_has_a_page_with_its_data(site: Site, classic: Board) -> None:
    number = numbers(site, classic, 0)[0]
    page = site.get(f"https://{watched_as(classic)}/jobs/{number}/job?in_iframe=1").body.decode()
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0])

    assert data["@type"] == "JobPosting"
    assert data["url"].startswith(f"https://{watched_as(classic)}/jobs/{number}/")
    assert data["datePosted"].endswith("Z")


def test_each_kind_of_site_knows_only_its_own_addresses(site: Site, new: Board, classic: Board) -> None:
    assert site.get(f"https://{watched_as(new)}/jobs/search?pr=0").status == 404
    assert site.get(f"https://{watched_as(classic)}/api/jobs").status == 404
    assert site.get(f"https://{watched_as(classic)}/sitemap.xml").status == 403
    assert site.get(f"https://{watched_as(classic)}/jobs/1/job").status == 404
    assert site.get("https://careers-no-such.icims.com/jobs/search").status == 404
