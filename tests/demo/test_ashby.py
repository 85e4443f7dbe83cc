from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest

from tests.demo.conftest import Site, ask, site_of

API = "https://api.ashbyhq.com/posting-api/job-board"
KEYS = {
    "id",
    "title",
    "department",
    "team",
    "employmentType",
    "location",
    "secondaryLocations",
    "publishedAt",
    "isListed",
    "isRemote",
    "workplaceType",
    "address",
    "jobUrl",
    "applyUrl",
    "descriptionHtml",
    "descriptionPlain",
}
PAY = {"shouldDisplayCompensationOnJobPostings", "compensation"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of("ashby") as site:
        yield site


def test_the_whole_board_comes_at_once(site: Site) -> None:
    board = site.boards[0]
    answer = site.get(f"{API}/{board.token}").json()

    assert answer.keys() == {"jobs", "apiVersion"}
    assert len(answer["jobs"]) == len(site.postings(board)) > 20
    assert all(job.keys() == KEYS for job in answer["jobs"])


def test_pay_comes_only_when_it_is_asked_for_and_then_always(site: Site) -> None:
    jobs = [
        job for board in site.boards for job in site.get(f"{API}/{board.token}?includeCompensation=true").json()["jobs"]
    ]
    shown = [job["compensation"] for job in jobs if job["shouldDisplayCompensationOnJobPostings"]]
    hidden = [job["compensation"] for job in jobs if not job["shouldDisplayCompensationOnJobPostings"]]

    assert all(job.keys() == KEYS | PAY for job in jobs)
    assert shown[0]["compensationTiers"][0]["components"][0].keys() >= {"interval", "minValue", "maxValue"}
    assert hidden[0]["compensationTiers"] == []
    assert hidden[0]["compensationTierSummary"] is None


def test_unlisted_postings_are_in_it_and_hybrid_ones_are_remote_too(site: Site) -> None:
    jobs = [job for board in site.boards for job in site.get(f"{API}/{board.token}").json()["jobs"]]

    assert {job["isListed"] for job in jobs} == {True, False}
    assert all(job["isRemote"] for job in jobs if job["workplaceType"] == "Hybrid")
    assert {job["workplaceType"] for job in jobs} == {None, "OnSite", "Hybrid", "Remote"}
    assert any(job["secondaryLocations"] for job in jobs)
    assert jobs[0]["address"]["postalAddress"].keys() == {"addressRegion", "addressCountry", "addressLocality"}


def test_the_moment_of_publishing_has_milliseconds(site: Site) -> None:
    stamp = site.get(f"{API}/{site.boards[0].token}").json()["jobs"][0]["publishedAt"]

    assert datetime.fromisoformat(stamp).tzinfo
    assert "." in stamp


def test_a_board_that_did_not_move_is_not_modified(site: Site) -> None:
    for board in site.boards:
        url = f"{API}/{board.token}"
        first = site.get(url)
        moment = parsedate_to_datetime(first.headers["Last-Modified"])
        assert "ETag" not in first.headers
        assert moment.date().isoformat() < "2026-10-23"
        assert site.get(url, If_Modified_Since=first.headers["Last-Modified"]).status == 304
        assert site.get(url, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200


def test_the_moment_of_the_last_change_moves_with_the_board() -> None:
    with site_of("ashby") as site:
        urls = [f"{API}/{board.token}" for board in site.boards]
        before = [site.get(url) for url in urls]
        site.server.set_day(2)
        after = [
            ask(site.server.url, url, headers={"If-Modified-Since": reply.headers["Last-Modified"]})
            for url, reply in zip(urls, before, strict=True)
        ]

    assert {reply.status for reply in after} == {200, 304}
    for old, new in zip(before, after, strict=True):
        assert new.status == 304 or new.body != old.body


def test_an_unknown_name_is_not_found(site: Site) -> None:
    assert site.get(f"{API}/no-such-board").status == 404
