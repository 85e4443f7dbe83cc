"""Search, postings and companies as a visitor without an account sees them."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from config.clock import clock
from ingest.models.posting import ClosedReason, Status
from search.addresses import posting_path
from tests.sample_rows import company, posting, subscriber

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_an_empty_site_says_what_will_stand_there(client: Client) -> None:
    assert "No posting is known yet" in page(client, "/")
    assert "No company is watched yet" in page(client, "/companies/")


def test_a_visitor_sees_the_newest_posting_first(client: Client) -> None:
    acorn = company("Acorn")
    posting(acorn, "Older role", first_seen_at=clock.now() - timedelta(days=3))
    posting(acorn, "Newer role", first_seen_at=clock.now() - timedelta(hours=1))
    shown = page(client, "/")
    assert "2 open postings, newest first" in shown
    assert shown.index("Newer role") < shown.index("Older role")
    assert "3 days ago" in shown


def test_the_address_holds_the_whole_search(client: Client) -> None:
    acorn = company("Acorn")
    posting(acorn, "Gardener", workplace="remote")
    posting(acorn, "Gardener of roofs", workplace="onsite")
    shown = page(client, "/?q=gardener&workplace=remote")
    assert "1 open posting, newest first" in shown
    assert 'value="gardener"' in shown
    assert '<input type="hidden" name="workplace" value="remote">' in shown


def test_each_part_of_a_search_can_be_dropped_by_a_link(client: Client) -> None:
    shown = page(client, "/?q=gardener&workplace=remote&country=DE")
    assert 'href="/?q=gardener&amp;country=DE"' in shown
    assert 'href="/?country=DE&amp;workplace=remote"' in shown


def test_an_empty_answer_says_which_part_to_drop(client: Client) -> None:
    posting(company("Acorn"), "Gardener", workplace="onsite")
    shown = page(client, "/?q=gardener&workplace=remote")
    assert "No posting matches all of this" in shown
    assert re.search(r"without <a href=[^>]+>Remote</a>: 1 posting<", shown)


def test_words_of_a_search_are_escaped(client: Client) -> None:
    shown = page(client, "/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_what_was_searched_is_marked_in_the_text(client: Client) -> None:
    posting(company("Acorn"), "Gardener")
    assert "<mark>Python</mark>" in page(client, "/?q=python")


def test_older_postings_are_reached_by_a_link(client: Client) -> None:
    acorn = company("Acorn")
    for number in range(45):
        posting(acorn, f"Role {number:02}", first_seen_at=clock.now() - timedelta(hours=number))
    seen: list[str] = []
    path = "/"
    for _ in range(10):
        shown = page(client, path)
        seen += re.findall(r">(Role \d\d)</a>", shown)
        older = re.search(r'rel="next" href="([^"]+)"', shown)
        if older is None:
            break
        path = older[1].replace("&amp;", "&")
    assert seen == [f"Role {number:02}" for number in range(45)]


def test_a_nonsense_cursor_is_no_error(client: Client) -> None:
    posting(company("Acorn"), "Gardener")
    assert client.get("/?after=nonsense").status_code == 200


def test_saving_is_offered_only_for_a_search_that_asks_for_something(client: Client) -> None:
    assert "Save this search" not in page(client, "/")
    assert 'href="/searches/new/?q=gardener"' in page(client, "/?q=gardener")


def test_the_number_of_queries_does_not_grow_with_the_answer(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        posting(company(f"Company {number}"), "Gardener")
    with django_assert_max_num_queries(8):
        page(client, "/?q=gardener")


def test_a_posting_is_found_by_its_number_whatever_its_words(client: Client) -> None:
    shown = posting(company("Acorn"), "Gardener (m/w/d)")
    path = posting_path(shown)
    assert path == f"/postings/{shown.pk}/gardener-mwd/"
    for other in (f"/postings/{shown.pk}/", f"/postings/{shown.pk}/other-words/"):
        response = client.get(other)
        assert (response.status_code, response["Location"]) == (302, path)
    assert "Gardener (m/w/d)" in page(client, path)


def test_a_title_without_letters_has_an_address_too(client: Client) -> None:
    shown = posting(company("Acorn"), "園丁")
    assert posting_path(shown) == f"/postings/{shown.pk}/posting/"
    assert "園丁" in page(client, posting_path(shown))


@pytest.mark.parametrize("path", ["/postings/999999/x/", "/postings/99999999999999999999/x/", "/companies/nobody/"])
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert "There is no such page" in page(client, path, 404)


def test_a_closed_posting_says_so_and_why(client: Client) -> None:
    at = clock.now()
    shown = posting(company("Acorn"), status=Status.CLOSED, closed_at=at, closed_reason=ClosedReason.ABSENT)
    text = page(client, posting_path(shown))
    assert "no longer listed" in text
    assert f"closed since {at.day}" in text
    assert "application/ld+json" not in text
    assert 'content="noindex"' in text


def test_text_that_was_stored_unclean_is_cleaned_when_shown(client: Client) -> None:
    shown = posting(
        company("Acorn"),
        text='<p onclick="x()">Fine</p><script>x()</script><img src=x onerror=x()><a href="javascript:x()">go</a>',
    )
    text = page(client, posting_path(shown)).partition("<article>")[2]
    assert "<p>Fine</p>" in text
    assert "x()" not in text


def test_only_web_addresses_become_links(client: Client) -> None:
    shown = posting(company("Acorn"), url="javascript:alert(1)", apply_url="https://boards.example.org/apply/1")
    text = page(client, posting_path(shown))
    assert "javascript:" not in text.replace("application/ld+json", "").split("</head>")[1]
    assert '<a class="button" href="https://boards.example.org/apply/1" rel="nofollow noopener">' in text


def test_the_markup_for_machines_cannot_end_its_script(client: Client) -> None:
    shown = posting(
        company("Acorn"),
        "Gardener </script><script>alert(1)</script>",
        salary_min=40_000,
        salary_max=50_000,
        salary_currency="EUR",
        salary_period="year",
    )
    text = page(client, posting_path(shown))
    carried = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert carried is not None
    data = json.loads(carried[1])
    assert data["title"] == "Gardener </script><script>alert(1)</script>"
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "minValue": 40000.0,
        "maxValue": 50000.0,
        "unitText": "YEAR",
    }
    assert data["jobLocation"][0]["address"]["addressCountry"] == "DE"
    assert text.count("<script") == 1


def test_a_posting_names_its_canonical_address_and_describes_itself(client: Client) -> None:
    shown = posting(company("Acorn"), "Gardener")
    text = page(client, posting_path(shown) + "?utm=x")
    assert f'<link rel="canonical" href="http://localhost:8000{posting_path(shown)}">' in text
    assert '<meta name="description" content="Gardener at Acorn, Berlin, Germany' in text


def test_a_posting_shows_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    acorn = company("Acorn")
    shown = posting(acorn)
    for _ in range(9):
        posting(acorn)
    with django_assert_max_num_queries(3):
        page(client, posting_path(shown))


def test_companies_are_listed_with_what_is_open(client: Client, django_assert_max_num_queries: Any) -> None:
    for name in ("Zinnia", "Élan", "acorn"):
        of = company(name)
        posting(of)
    posting(of, status=Status.CLOSED, closed_at=clock.now(), closed_reason=ClosedReason.ABSENT)
    with django_assert_max_num_queries(3):
        shown = page(client, "/companies/")
    names = re.findall(r'<a href="/companies/[^"]+">([^<]+)</a>', shown)
    assert names == ["acorn", "Élan", "Zinnia"]
    assert shown.count("1 open") == 3


def test_companies_are_found_by_name_and_paged(client: Client) -> None:
    for number in range(61):
        company(f"Firm {number:02}")
    company("Needle & Sons")
    assert "Needle &amp; Sons" in page(client, "/companies/?name=needle")
    assert "No company has “nobody” in its name" in page(client, "/companies/?name=nobody")
    first = page(client, "/companies/?name=firm")
    assert 'href="?name=firm&amp;page=2"' in first
    assert page(client, "/companies/?name=firm&page=2").count("0 open") == 1


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 50, "", "%00"])
def test_a_nonsense_page_is_the_first(client: Client, number: str) -> None:
    company("Acorn")
    assert "Acorn" in page(client, f"/companies/?page={number}")


def test_a_company_shows_its_postings_board_and_last_reading(client: Client) -> None:
    acorn = company("Acorn")
    posting(acorn, "Gardener")
    shown = page(client, f"/companies/{acorn.slug}/")
    assert "1 open posting" in shown
    assert "last read" in shown
    assert "Gardener" in shown
    assert "Board on Greenhouse" in shown


def test_a_paused_company_says_so(client: Client) -> None:
    acorn = company("Acorn", active=False, paused_reason="its board is gone")
    assert "do not visit this company at the moment: its board is gone" in page(client, f"/companies/{acorn.slug}/")


def test_a_visitor_is_asked_to_log_in_and_comes_back(client: Client) -> None:
    acorn = company("Acorn")
    path = f"/companies/{acorn.slug}/"
    assert f'href="/accounts/login/?next={path.replace("/", "%2F")}"' in page(client, path)


@pytest.mark.parametrize("path", ["/", "/companies/", "/bot"])
def test_nothing_is_changed_by_other_methods(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_times_are_those_of_the_reader(client: Client) -> None:
    moment = clock.now().replace(month=1, day=15, hour=23, minute=30)
    shown = posting(company("Acorn"), date_posted=moment)
    assert "15 January" in page(client, posting_path(shown))
    client.force_login(subscriber(time_zone="Asia/Tokyo"))
    assert "16 January" in page(client, posting_path(shown))


def test_a_posting_shows_what_was_read_out_of_its_text(client: Client) -> None:
    made = posting(
        company(), workplace="remote", remote_from=["NO", "SE"], seniority="lead", experience_years=3, skills=["Python"]
    )
    page = client.get(posting_path(made)).content.decode()
    assert "<dt>Remote from</dt><dd>Norway, Sweden</dd>" in page
    assert "<dt>Seniority</dt><dd>Lead</dd>" in page
    assert "<dt>Experience</dt><dd>at least 3 years</dd>" in page
    assert "<dt>Skills</dt><dd>Python</dd>" in page


def test_a_search_is_narrowed_by_what_was_read(client: Client) -> None:
    employer = company()
    posting(employer, "Found", seniority="senior", skills=["Python", "SQL"], experience_years=2)
    posting(employer, "Asks too much", seniority="senior", skills=["Python"], experience_years=5)
    posting(employer, "Says nothing")
    page = client.get("/?seniority=senior&skill=Python&years=3").content.decode()
    assert ">Found<" in page
    assert ">Asks too much<" not in page
    assert ">Says nothing<" not in page
    assert "up to 3 years of experience" in page
