"""Whether pages are asked for only where the site's robots.txt lets us, and how seldom that is read."""

from datetime import timedelta

import pytest
from django.db import connection

from ingest.fetching import FetchFailed, fetch
from ingest.fetching.robots import robots
from ingest.models import RobotsFile
from ingest.models.run import Outcome
from ingest.sources.types import Request
from tests.ingest.vendor import Reply, Vendor

SITE = "jobs.acorn.example"
PAGE = Request(f"https://{SITE}/openings/1", expected="html")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(vendor: Vendor) -> Vendor:
    vendor.says(SITE, "/openings/1", Reply(200, b"<html>A beekeeper is wanted.</html>"))
    return vendor


def says(vendor: Vendor, text: str, status: int = 200) -> None:
    vendor.says(SITE, "/robots.txt", Reply(status, text.encode()))


def paths(vendor: Vendor) -> list[str]:
    return [path for host, path, _ in vendor.asked if host == SITE]


def age(days: float) -> None:
    """Let so many days pass since it was read."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ingest_robotsfile SET read_at = read_at - make_interval(hours => %s)", [int(24 * days)])
    robots.forget()


def test_a_page_is_read_where_robots_may(site: Vendor) -> None:
    says(site, "User-agent: *\nDisallow: /drafts\n")
    assert b"beekeeper" in fetch(PAGE).body
    assert paths(site) == ["/robots.txt", "/openings/1"]
    assert site.asked[0][2]["user-agent"].startswith("Rolewatch/")


def test_a_page_is_not_asked_for_where_robots_must_not(site: Vendor) -> None:
    says(site, "User-agent: Rolewatch\nDisallow: /openings\n")
    with pytest.raises(FetchFailed, match=r"robots\.txt of jobs\.acorn\.example") as failed:
        fetch(PAGE)
    assert (failed.value.kind, failed.value.counts, paths(site)) == (Outcome.BLOCKED, False, ["/robots.txt"])


def test_the_query_belongs_to_the_path(site: Vendor) -> None:
    says(site, "User-agent: *\nDisallow: /openings/1?page=\n")
    assert fetch(PAGE)
    with pytest.raises(FetchFailed):
        fetch(Request(f"{PAGE.url}?page=2", expected="html"))


@pytest.mark.parametrize("expected", ["json", "xml"])
def test_interfaces_for_programs_are_no_business_of_robots(site: Vendor, expected: str) -> None:
    says(site, "User-agent: *\nDisallow: /\n")
    assert fetch(Request(PAGE.url, expected=expected))  # type: ignore[arg-type]
    assert paths(site) == ["/openings/1"]


def test_sitemaps_are(site: Vendor) -> None:
    says(site, "User-agent: *\nDisallow: /sitemap\n")
    with pytest.raises(FetchFailed, match="robots"):
        fetch(Request(f"https://{SITE}/sitemap.xml", expected="sitemap"))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_site_that_has_none_or_hides_it_allows_everything(site: Vendor, status: int) -> None:
    says(site, "User-agent: *\nDisallow: /\n", status)
    assert fetch(PAGE)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_site_that_cannot_say_is_asked_for_its_pages_later(site: Vendor, status: int) -> None:
    says(site, "", status)
    for _ in range(3):
        with pytest.raises(FetchFailed, match="and until then no page") as failed:
            fetch(PAGE)
        assert (failed.value.kind, failed.value.host_failed) == (Outcome.UNREACHABLE, True)
    assert paths(site) == ["/robots.txt"]


def test_what_it_said_before_holds_for_a_month_while_it_cannot_say(site: Vendor) -> None:
    says(site, "User-agent: *\nDisallow: /drafts\n")
    fetch(PAGE)
    says(site, "", 500)
    age(days=10)
    assert fetch(PAGE)
    age(days=21)
    with pytest.raises(FetchFailed, match="cannot be read"):
        fetch(PAGE)


def test_a_throttled_robots_txt_is_throttling(site: Vendor) -> None:
    site.says(SITE, "/robots.txt", Reply(429, b"", {"Retry-After": "300"}))
    with pytest.raises(FetchFailed) as failed:
        fetch(PAGE)
    assert (failed.value.kind, failed.value.retry_after) == (Outcome.THROTTLED, timedelta(seconds=300))


def test_it_is_read_once_a_day_for_all_processes(site: Vendor) -> None:
    says(site, "User-agent: *\nDisallow: /drafts\n")
    for _ in range(3):
        fetch(PAGE)
        # As in another process.
        robots.forget()
    assert paths(site).count("/robots.txt") == 1
    assert RobotsFile.objects.get(origin=f"https://{SITE}").rules == "disallow: /drafts"
    age(days=1.1)
    fetch(PAGE)
    assert paths(site).count("/robots.txt") == 2


def test_a_page_that_moved_asks_the_site_where_it_went(site: Vendor) -> None:
    site.says(SITE, "/openings/1", Reply(302, b"", {"Location": "https://other.example/x"}))
    site.says("other.example", "/robots.txt", Reply(200, b"User-agent: *\nDisallow: /x\n"))
    site.says("other.example", "/x", Reply(200, b"<html>secret</html>"))
    with pytest.raises(FetchFailed, match=r"robots\.txt of other\.example"):
        fetch(PAGE)


def test_a_robots_txt_may_have_moved(site: Vendor) -> None:
    site.says(SITE, "/robots.txt", Reply(301, b"", {"Location": "https://www.acorn.example/robots.txt"}))
    site.says("www.acorn.example", "/robots.txt", Reply(200, b"User-agent: *\nDisallow: /openings\n"))
    with pytest.raises(FetchFailed, match="asks robots not to read"):
        fetch(PAGE)


def test_of_a_very_long_one_the_beginning_is_read(site: Vendor) -> None:
    says(site, "User-agent: *\nDisallow: /openings\n" + "# nothing\n" * 200_000 + "Allow: /openings/1\n")
    with pytest.raises(FetchFailed, match="asks robots not to read"):
        fetch(PAGE)


def test_a_page_instead_of_a_file_forbids_nothing(site: Vendor) -> None:
    says(site, "<html><title>Welcome</title>\x00</html>")
    assert fetch(PAGE)


def test_robots_txt_itself_may_always_be_read(site: Vendor) -> None:
    says(site, "User-agent: *\nDisallow: /\n")
    assert fetch(Request(f"https://{SITE}/robots.txt", expected="html")).body.startswith(b"User-agent")
