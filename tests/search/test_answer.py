"""Answers to searches, from either engine: the same page, whoever found it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from opensearchpy import OpenSearch

from ingest.models import Posting
from ingest.models.posting import Status
from search import answer as answers
from search.answer import Answer, search, total_of
from search.criteria import Criteria
from tests.search.indexed import index_all, refresh
from tests.search.plain_rows import NOW, posting

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["PostgreSQL", pytest.param("OpenSearch", marks=pytest.mark.opensearch)])
def answer(request: pytest.FixtureRequest) -> Callable[..., Answer]:
    """A function that answers a search with the engine, after everything is indexed."""
    client = OpenSearch(hosts=[request.getfixturevalue("opensearch")]) if request.param == "OpenSearch" else None

    def ask(text: str = "", after: str = "", **filters: Any) -> Answer:
        if client:
            index_all()
            refresh(client)
        found = search(Criteria(text=text, **filters), at=NOW, after=after)
        assert not found.degraded
        assert total_of(Criteria(text=text, **filters), at=NOW) == found.total
        return found

    return ask


def titles(found: Answer) -> list[str]:
    return [hit.posting.title for hit in found.hits]


def test_the_newest_stand_first(answer: Any) -> None:
    for hours in (3, 1, 2):
        posting(f"Nurse {hours}", first_seen_at=NOW - timedelta(hours=hours))
    assert titles(answer("nurse")) == ["Nurse 1", "Nurse 2", "Nurse 3"]


def test_pages_follow_each_other_without_gap_or_repetition(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PAGE", 3)
    for number in range(8):
        posting(f"Nurse {number}", first_seen_at=NOW - timedelta(microseconds=number // 3))
    seen: list[str] = []
    after = ""
    for _ in range(3):
        page = answer("nurse", after)
        assert page.total == 8
        seen += titles(page)
        after = page.next_cursor
    assert after == ""
    assert sorted(seen) == [f"Nurse {number}" for number in range(8)]
    assert seen[:3] == ["Nurse 2", "Nurse 1", "Nurse 0"]


def test_a_page_that_is_just_full_is_the_last(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PAGE", 3)
    for number in range(3):
        posting(f"Nurse {number}")
    assert answer("nurse").next_cursor == ""


@pytest.mark.parametrize(
    "cursor", ["x", "-", "1", "1-", "-1", "1-2-3", "9" * 18 + "-1", "1-" + "9" * 19, "\u0663-1", "1-\x00"]
)
def test_a_cursor_that_is_none_begins_anew(answer: Any, cursor: str) -> None:
    posting("Nurse")
    assert titles(answer("nurse", cursor)) == ["Nurse"]


@pytest.mark.parametrize("cursor", ["9" * 17 + "-" + "9" * 18, "0-0"])
def test_a_cursor_from_beyond_the_ends_is_no_error(answer: Any, cursor: str) -> None:
    posting("Nurse")
    assert len(answer("nurse", cursor).hits) == int(cursor > "1")


def test_a_copy_is_shown_only_where_its_original_is_not(answer: Any) -> None:
    berlin = posting("Nurse in Berlin", countries=["DE"])
    posting("Nurse in Paris", countries=["FR"], canonical=berlin)
    posting("Nurse in Lyon", countries=["FR"], canonical=berlin)
    both = answer("nurse")
    assert (titles(both), both.total) == (["Nurse in Berlin"], 1)
    french = answer("nurse", countries=("FR",))
    assert (titles(french), french.total) == (["Nurse in Paris"], 1)
    Posting.objects.filter(pk=berlin.pk).update(status=Status.CLOSED, closed_at=NOW)
    berlin.stage.version = 2
    berlin.stage.save()
    assert titles(answer("nurse")) == ["Nurse in Paris"]


def test_a_page_of_copies_is_filled_with_what_comes_after(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PAGE", 2)
    first = posting("Nurse", first_seen_at=NOW - timedelta(days=1))
    for number in range(5):
        posting(f"Copy {number}", canonical=first, first_seen_at=NOW - timedelta(minutes=number))
    posting("Cook", first_seen_at=NOW - timedelta(days=2))
    found = answer(companies=("acme",))
    assert (titles(found), found.total, found.next_cursor) == (["Nurse", "Cook"], 2, "")


def test_closed_postings_are_not_found(answer: Any) -> None:
    posting("Nurse", status=Status.CLOSED, closed_at=NOW)
    assert answer("nurse").total == 0


def test_the_days_count_from_the_stated_date_and_else_from_the_first_sight(answer: Any) -> None:
    posting("Old nurse, new to us", date_posted=NOW - timedelta(days=30))
    posting("New nurse", date_posted=NOW - timedelta(days=2), first_seen_at=NOW - timedelta(days=1))
    posting("Nurse without a date", first_seen_at=NOW - timedelta(days=3))
    assert titles(answer("nurse", posted_within_days=7)) == ["New nurse", "Nurse without a date"]


def test_a_hit_has_its_company_and_shows_why_it_was_found(answer: Any, django_assert_num_queries: Any) -> None:
    posting("Nurse", "We look for people who love <b> cooking.", company="clinic")
    (hit,) = answer("cook").hits
    assert hit.snippet == "We look for people who love &lt;b&gt; <mark>cooking</mark>."
    with django_assert_num_queries(0):
        assert hit.posting.company.name == "Clinic"


def test_counting_stops_somewhere(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("database", "index_search"):
        monkeypatch.setattr(f"search.{module}.MOST_COUNTED", 3)
    for number in range(5):
        posting(f"Nurse {number}")
    found = answer("nurse")
    assert (found.total, found.total_is_capped) == (3, True)


def test_the_number_of_statements_does_not_grow_with_the_page(django_assert_num_queries: Any) -> None:
    original = posting("Nurse")
    for number in range(20):
        posting(f"Nurse {number}", company=f"clinic{number}", canonical=original if number % 2 else None)
    with django_assert_num_queries(5):
        assert len(search(Criteria(text="nurse"), at=NOW).hits) == 11


def test_the_database_answers_while_opensearch_is_away(settings: Any) -> None:
    posting("Nurse")
    settings.OPENSEARCH_URL = "http://127.0.0.1:9"
    found = search(Criteria(text="nurse"), at=NOW)
    assert (titles(found), found.degraded) == (["Nurse"], True)
    assert total_of(Criteria(text="nurse"), at=NOW) == 1


@pytest.mark.opensearch
@pytest.mark.usefixtures("opensearch")
def test_the_database_answers_until_the_index_is_built() -> None:
    posting("Nurse")
    assert search(Criteria(text="nurse"), at=NOW).degraded
    index_all()
    assert not search(Criteria(text="nurse"), at=NOW).degraded


@pytest.mark.parametrize(
    "text",
    [
        '"' + "engineer " * 33 + '"',
        "日" * 300,
        " ".join(f"ab{number}*" for number in range(50)),
        " OR ".join(f"w{number}" for number in range(40)),
        "-" + " -".join(f"word{number}" for number in range(40)),
        "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 5,
        "https://example.org/a/very/long/path?with=parameters&and=more#and-a-fragment " * 3,
    ],
    ids=["a long phrase", "no spaces", "prefixes", "alternatives", "exclusions", "letters", "addresses"],
)
def test_no_search_is_too_much_for_either_engine(answer: Any, text: str) -> None:
    posting("Nurse", "日本 and nothing else")
    assert answer(text).total == (1 if text.startswith("-") else 0)
