"""The search for a board around a company's page, over real HTTP: what is asked, what is believed, what is said."""

import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ingest.recognise import Recognised
from ingest.recognising.evidence import Kind
from ingest.recognising.search import HINT, MOST_REQUESTS, find_board
from tests.ingest.vendor import Reply, Vendor

SITE, JOBS = "www.acorn.example", "jobs.acorn.example"
HOME = f"https://{SITE}/"
FRAME = '<iframe src="https://boards.greenhouse.io/embed/job_board?for=acorn"></iframe>'
TT_FEED = b'<?xml version="1.0"?><rss xmlns:tt="https://teamtailor.com/locations"><channel></channel></rss>'
PLAIN_FEED = b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>'
POSTING = '<script type="application/ld+json">{"@type": "JobPosting", "title": "Cook"}</script>'

pytestmark = pytest.mark.django_db

Says = Callable[..., None]


@pytest.fixture
def says(vendor: Vendor) -> Says:
    """Let the company's site answer a path with this page."""

    def answer(path: str, page: str | bytes, host: str = SITE) -> None:
        vendor.says(host, path, Reply(200, page.encode() if isinstance(page, str) else page))

    return answer


def pages_asked(vendor: Vendor) -> list[str]:
    return [f"{host}{path}" for host, path, _ in vendor.asked if path != "/robots.txt"]


def test_an_address_that_names_a_board_is_asked_for_nothing(vendor: Vendor) -> None:
    found = find_board("https://jobs.lever.co/acorn/1")

    assert (found.board, found.website) == (Recognised("lever", "acorn"), "")
    assert vendor.asked == []


def test_an_address_without_scheme_is_one_of_the_web(says: Says) -> None:
    says("/", FRAME)
    found = find_board(f" {SITE} ")

    assert (found.board, found.website) == (Recognised("greenhouse", "acorn"), f"https://{SITE}")


def test_a_redirect_to_a_vendor_is_believed_and_the_vendors_page_not_asked(vendor: Vendor) -> None:
    vendor.says(SITE, "/jobs", Reply(302, headers={"Location": "https://jobs.ashbyhq.com/Acorn"}))
    found = find_board(f"{HOME}jobs")

    assert found.best is not None
    assert (found.board, found.best.kind) == (Recognised("ashby", "Acorn"), Kind.REDIRECT)
    assert found.best.evidence == f"{HOME}jobs redirects to https://jobs.ashbyhq.com/Acorn"
    assert pages_asked(vendor) == [f"{SITE}/jobs"]


def test_a_page_that_robots_may_not_read_is_left_alone_and_that_is_said(vendor: Vendor, says: Says) -> None:
    vendor.says(SITE, "/robots.txt", Reply(200, b"User-agent: *\nDisallow: /\n"))
    says("/", FRAME)
    found = find_board(HOME)

    assert found.board is None
    assert "robots.txt" in found.reason
    assert pages_asked(vendor) == []


def test_the_careers_page_is_followed_one_step_and_no_further(vendor: Vendor, says: Says) -> None:
    says("/", '<a href="/careers">Careers</a>')
    says("/careers", '<a href="/careers/open-positions">Open positions</a>')
    says("/careers/open-positions", FRAME)
    found = find_board(HOME)

    assert pages_asked(vendor) == [f"{SITE}/", f"{SITE}/careers", f"{SITE}/careers/open-positions"]
    assert found.board == Recognised("greenhouse", "acorn")
    says("/careers/open-positions", '<a href="/careers/open-positions/all/of/them">Jobs</a>')
    vendor.asked.clear()
    assert find_board(HOME).board is None
    assert pages_asked(vendor)[-1] == f"{SITE}/careers/open-positions"


def test_what_was_tried_is_said_with_what_to_do_next(says: Says) -> None:
    says("/", '<a href="/careers">Careers</a><a href="/x">x</a><script></script>')
    says("/careers", "<frame src='/x'>")
    found = find_board(HOME)

    assert found.reason == (
        f"No board was recognised in {HOME}: the address is none of a vendor that we know; "
        f"read {HOME}: 2 links, 0 frames, 1 scripts, none of them a board; "
        f"read {HOME}careers: 0 links, 1 frames, 0 scripts, none of them a board. {HINT}"
    )


def test_a_careers_page_that_fails_is_said_to(vendor: Vendor, says: Says) -> None:
    says("/", '<a href="/careers">Careers</a>')
    vendor.says(SITE, "/careers", Reply(500))

    assert f"{HOME}careers could not be read: {SITE} answered with HTTP 500" in find_board(HOME).reason


def test_a_customers_own_domain_is_proven_by_its_answer(vendor: Vendor, says: Says) -> None:
    says("/", '<script src="https://assets-aws.teamtailor-cdn.com/x.js"></script>', JOBS)
    says("/jobs.rss", TT_FEED, JOBS)
    found = find_board(f"https://{JOBS}/")

    assert found.best is not None
    assert (found.board, found.best.kind) == (Recognised("teamtailor", JOBS), Kind.ANSWER)
    assert pages_asked(vendor) == [f"{JOBS}/", f"{JOBS}/jobs.rss?offset=0&per_page=100"]


def test_a_vendors_code_without_its_answer_proves_nothing(says: Says) -> None:
    says("/", '<script src="https://jobs-widget.recruiteecdn.com/widget.js"></script>')
    found = find_board(HOME)

    assert found.board is None
    assert "asked acorn.example as a site of Recruitee, in vain: acorn.example has no such page" in found.reason


def test_a_feed_of_postings_is_one_of_teamtailor_only_where_it_says_so(says: Says) -> None:
    says("/", '<link rel="alternate" type="application/rss+xml" title="Jobs" href="/jobs.rss">', JOBS)
    says("/jobs.rss", PLAIN_FEED, JOBS)
    assert find_board(f"https://{JOBS}/").board == Recognised("rss", f"{JOBS}/jobs.rss")

    says("/jobs.rss", TT_FEED, JOBS)
    assert find_board(f"https://{JOBS}/").board == Recognised("teamtailor", JOBS)


@pytest.mark.parametrize(
    ("path", "body", "source"),
    [
        ("/jobs.rss", TT_FEED, "teamtailor"),
        ("/jobs.rss", PLAIN_FEED, "rss"),
        ("/api/offers/", b'{"offers": []}', "recruitee"),
        ("/postings.json", b'{"data": []}', "pinpoint"),
        ("/postings.json", b'{"posts": []}', None),
        ("/api/offers/", b"<h1>Offers of the week</h1>", None),
    ],
)
def test_an_address_that_any_host_may_have_is_believed_only_with_its_answer(
    says: Says, path: str, body: bytes, source: str | None
) -> None:
    says(path, body, JOBS)
    board = find_board(f"https://{JOBS}{path}").board

    token = f"{JOBS}{path}" if source == "rss" else JOBS
    assert board == (Recognised(source, token) if source else None)


def test_postings_with_json_ld_are_a_site_where_sitemaps_list_them(vendor: Vendor, says: Says) -> None:
    says("/", '<a href="/jobs/7-cook">Cook</a>', JOBS)
    says("/jobs/7-cook", POSTING, JOBS)
    assert f"https://{JOBS}/jobs/7-cook holds a JobPosting, but its sitemaps cannot be read" in find_board(JOBS).reason

    vendor.says(JOBS, "/robots.txt", Reply(200, b"User-agent: *\nAllow: /\n"))
    says("/sitemap.xml", f"<urlset><url><loc>https://{JOBS}/about</loc></url></urlset>", JOBS)
    assert f"no sitemap lists pages below {JOBS}/jobs/" in find_board(JOBS).reason

    says("/sitemap.xml", f"<urlset><url><loc>https://{JOBS}/jobs/7-cook</loc></url></urlset>", JOBS)
    found = find_board(JOBS)
    assert found.best is not None
    assert (found.board, found.best.kind) == (Recognised("jsonld", f"{JOBS}/jobs/"), Kind.POSTING)


def test_a_site_of_endless_sitemaps_is_asked_a_bounded_number_of_times(vendor: Vendor, says: Says) -> None:
    says("/", POSTING, JOBS)
    more = "".join(f"<sitemap><loc>https://{JOBS}/{number}.xml</loc></sitemap>" for number in range(99))
    says("/sitemap.xml", f"<sitemapindex>{more}</sitemapindex>", JOBS)
    for number in range(99):
        says(f"/{number}.xml", "<urlset></urlset>", JOBS)
    vendor.says(JOBS, "/robots.txt", Reply(200, b"User-agent: *\nAllow: /\n"))

    assert f"{MOST_REQUESTS} requests were made already" in find_board(f"https://{JOBS}/").reason
    assert len(pages_asked(vendor)) < MOST_REQUESTS


def test_a_search_ends_in_its_time(vendor: Vendor) -> None:
    def slow(_headers: dict[str, str]) -> Reply:
        time.sleep(4)
        return Reply(200, b"")

    vendor.says(SITE, "/", slow)
    began = time.monotonic()
    found = find_board(HOME, timedelta(seconds=1))

    assert time.monotonic() - began < 3
    assert "could not be read" in found.reason


def test_a_page_of_many_megabytes_is_refused(says: Says) -> None:
    says("/", b" " * 9_000_000)

    assert f"{HOME} could not be read" in find_board(HOME).reason


def test_the_command_names_the_other_candidates_too(says: Says) -> None:
    says("/", f'{FRAME}<a href="https://jobs.eu.lever.co/partner">Partner</a>')
    output = StringIO()
    call_command("discover", HOME, stdout=output)

    assert output.getvalue().splitlines() == [
        "greenhouse acorn",
        f"  because a frame of {HOME} shows https://boards.greenhouse.io/embed/job_board?for=acorn",
        f"  also seen: lever partner (region eu), because {HOME} links to https://jobs.eu.lever.co/partner",
    ]


def test_the_command_fails_with_the_reason(says: Says) -> None:
    says("/", "")
    with pytest.raises(CommandError, match="none of them a board"):
        call_command("discover", HOME)
