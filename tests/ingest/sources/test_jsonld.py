import gzip
import json
import time
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ingest.sources.jsonld import SOURCE
from ingest.sources.schema_org import job_postings
from ingest.sources.types import Location, MalformedPayload, ParsedPosting, Request, Salary
from tests.ingest.sources.payloads import listing, payload, postings

TOKEN = "harbour.example"
SITEMAP = "https://harbour.example/sitemap-jobs.xml"


def parsed() -> dict[str, ParsedPosting]:
    return postings("jsonld", payload("jsonld/postings.html"), "")


def test_a_page_may_hold_several_postings_in_several_ways() -> None:
    assert list(parsed()) == ["7167985", "D-2", "https://harbour.example/jobs/porter"]
    assert not listing("jsonld", payload("jsonld/postings.html")).complete


def test_a_posting_says_what_its_terms_state() -> None:
    cook = parsed()["7167985"]

    assert cook.title == "Cook & Baker"
    assert cook.locations == (Location("Madrid, ES", "Madrid", None, "ES"),)
    assert cook.date_posted is not None
    assert cook.date_posted.isoformat() == "2026-02-04T09:26:20+01:00"
    assert cook.description_text == "Cook & serve."


def test_work_from_anywhere_is_remote_from_the_countries_that_are_asked_for() -> None:
    waiter = parsed()["D-2"]

    assert waiter.workplace == "remote"
    assert waiter.locations == (Location("USA", country="US"), Location("Canada", country="CA"))


def test_the_liberties_that_sites_take_are_read_as_they_were_meant() -> None:
    waiter, porter = parsed()["D-2"], parsed()["https://harbour.example/jobs/porter"]

    assert waiter.employment_type == "temporary"
    assert waiter.base_salary == Salary(Decimal(2_100), Decimal(2_100), "EUR", "month")
    assert waiter.date_posted == date(2026, 3, 10)
    assert waiter.valid_through == datetime(2026, 6, 10, tzinfo=UTC)
    assert waiter.language == "de-DE"
    assert waiter.description_text == "Serve.\n\nSmile & carry.\n\nQualifications\n\nTwo hands"
    assert porter.locations == (Location("Lyon, France", country="FR"),)


def test_places_that_repeat_one_address_are_told_apart_by_their_names() -> None:
    (posting,) = postings("jsonld", payload("jsonld/repeated.html"), "").values()

    assert posting.locations == (Location("Sunnyvale, CA", country="US"), Location("Austin, TX", country="US"))
    assert posting.external_id == posting.url == "https://harbour.example/jobs/1?a=1&b=2"


def test_a_posting_without_id_and_address_has_one_of_its_own() -> None:
    page = b'<script type="application/ld+json">{"@type": "JobPosting", "title": "Cook"}</script>'
    first, again = postings("jsonld", page, ""), postings("jsonld", page, "")
    other = postings("jsonld", page.replace(b"Cook", b"Chef"), "")

    assert list(first) == list(again)
    assert list(first) != list(other)
    assert list(postings("jsonld", page, "harbour.example/jobs/1")) == ["https://harbour.example/jobs/1"]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"<html></html>", "no JSON-LD"),
        (b"<script type='application/ld+json'></script>", "no JSON-LD"),
        (b"<script type='application/ld+json'>{]</script>", "JSON-LD is not JSON"),
        (b'<script type=\'application/ld+json\'>[[[[[[[[{"@type": "JobPosting"}]]]]]]]]</script>', "no JobPosting"),
        (b"<script type='application/ld+json'>" + b"[" * 50_000 + b"</script>", "JSON-LD is not JSON"),
    ],
)
def test_a_page_without_postings_says_why(page: bytes, reason: str) -> None:
    with pytest.raises(MalformedPayload, match=reason):
        listing("jsonld", page)


def test_a_site_is_read_from_its_robots_through_all_its_sitemaps() -> None:
    robots = listing("jsonld", payload("jsonld/robots.txt"), TOKEN, SOURCE.first_request(TOKEN))
    assert robots.next == Request(
        "https://harbour.example/sitemap_index.xml",
        expected="sitemap",
        carry=("https://harbour.example/sitemap-news.xml",),
    )
    assert not robots.complete

    index = listing("jsonld", payload("jsonld/sitemap_index.xml"), TOKEN, robots.next)
    assert index.next is not None
    assert (index.next.url, index.next.carry) == (SITEMAP, ("https://harbour.example/sitemap-news.xml",))

    jobs = listing("jsonld", payload("jsonld/sitemap-jobs.xml"), TOKEN, index.next)
    assert [entry.external_id for entry in jobs.entries] == ["https://harbour.example/jobs/cook-and-baker"]
    assert not jobs.complete

    last = listing("jsonld", payload("jsonld/sitemap-jobs.xml"), TOKEN, jobs.next)
    assert last.next is None
    assert last.complete


def test_a_site_without_sitemap_in_its_robots_has_it_in_the_usual_place() -> None:
    page = listing("jsonld", b"User-agent: *\nDisallow:\n", TOKEN, SOURCE.first_request(TOKEN))

    assert page.next is not None
    assert page.next.url == "https://harbour.example/sitemap.xml"


def test_a_token_with_a_path_chooses_the_pages_below_it() -> None:
    body = payload("jsonld/sitemap-jobs.xml")
    page = listing("jsonld", body, "harbour.example/news/", Request(SITEMAP, expected="xml"))

    assert [entry.external_id for entry in page.entries] == ["https://harbour.example/news/we-hire"]


def test_a_compressed_sitemap_is_inflated_and_a_broken_one_refused() -> None:
    body = gzip.compress(payload("jsonld/sitemap-jobs.xml"))

    assert len(listing("jsonld", body, TOKEN, Request(SITEMAP)).entries) == 1
    with pytest.raises(MalformedPayload, match="no whole gzip file"):
        listing("jsonld", body[:-20], TOKEN, Request(SITEMAP))


def test_a_sitemap_that_grows_beyond_its_bounds_is_refused_before_it_did() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 200_000_000)
    tracemalloc.start()
    with pytest.raises(MalformedPayload, match="larger than 50 MB"):
        listing("jsonld", bomb, TOKEN, Request(SITEMAP))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 120_000_000


def test_of_too_many_sitemaps_the_first_are_read_and_nothing_is_complete() -> None:
    index = "".join(f"<sitemap><loc>https://harbour.example/{number}.xml</loc></sitemap>" for number in range(500))
    page = listing("jsonld", f"<sitemapindex>{index}</sitemapindex>".encode(), TOKEN, Request(SITEMAP))
    read = 0
    while page.next is not None:
        read += 1
        page = listing("jsonld", payload("jsonld/sitemap-jobs.xml"), TOKEN, page.next)

    assert read == 201
    assert not page.complete


def test_a_posting_has_the_words_of_its_address_until_its_page_was_read() -> None:
    page = listing("jsonld", payload("jsonld/sitemap-jobs.xml"), TOKEN, Request(SITEMAP))
    known = SOURCE.posting(page.entries[0], TOKEN)
    assert known.title == "Cook and baker"

    full = SOURCE.detail(payload("jsonld/repeated.html"), known, TOKEN)
    assert full.external_id == "https://harbour.example/jobs/cook-and-baker"
    assert full.title == "Cook"
    assert full.url == "https://harbour.example/jobs/cook-and-baker"


def test_only_pages_of_the_site_are_asked_for() -> None:
    assert SOURCE.detail_request("https://harbour.example/jobs/1", TOKEN) == Request(
        "https://harbour.example/jobs/1", expected="html"
    )
    assert SOURCE.detail_request("https://evil.example/jobs/1", TOKEN) is None
    assert SOURCE.detail_request("D-2", TOKEN) is None


@pytest.mark.parametrize("after", ["", "\\n14:T1e00,", '\\n15:[\\"$\\",null]'])
def test_a_posting_that_is_streamed_to_the_pages_scripts_is_read(after: str) -> None:
    posting = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": "Cook",
        "description": "<p>Cooks.</p>",
    }
    text = json.dumps(json.dumps(posting))[1:-1]
    page = f'<body><script>self.__next_f.push([1,"{text}{after}"])</script></body>'

    assert [found["title"] for found in job_postings(page)] == ["Cook"]


@pytest.mark.parametrize(
    "text", ["JobPosting", '{\\"@context\\": JobPosting', "\\x JobPosting", "JobPosting" + "[" * 100_000]
)
def test_a_stream_that_is_no_json_is_said_to_be_none(text: str) -> None:
    with pytest.raises(MalformedPayload, match="is not JSON"):
        job_postings(f'<script>self.__next_f.push([1,"{text}"])</script>')


def test_a_page_with_thousands_of_elements_that_never_close_is_read_in_no_time() -> None:
    began = time.process_time()
    with pytest.raises(MalformedPayload):
        job_postings('<script type="application/ld+json">' * 100_000)

    assert time.process_time() - began < 5
