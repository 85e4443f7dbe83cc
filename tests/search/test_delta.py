"""Matching by delta: the pairs are exactly those that the criteria mean, each once."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection, transaction

from ingest.models import Posting
from ingest.models.posting import Status
from search.criteria import Criteria
from search.delta import find_pairs
from search.keep import keep
from tests.search.plain_rows import posting

pytestmark = pytest.mark.django_db


def pairs(some: Iterable[Posting]) -> set[tuple[str, str]]:
    """(what was asked, title) of each pair."""
    with transaction.atomic(), connection.cursor() as cursor:
        find_pairs([one.pk for one in some])
        cursor.execute(
            """
            SELECT c.query_string, p.title
            FROM found_pair f
            JOIN search_keptcriteria c ON c.id = f.criteria_id
            JOIN ingest_posting p ON p.id = f.posting_id
            """
        )
        found = cursor.fetchall()
        assert len(found) == len(set(found))
        return set(found)


def keep_all(*query_strings: str) -> None:
    for query_string in query_strings:
        keep(Criteria.from_string(query_string))


def test_words_companies_and_filters_each_find_their_postings() -> None:
    python = posting("Python developer", countries=["DE"], workplace="remote")
    nurse = posting("Nurse", company="clinic", countries=["FR"], employment_type="part_time")
    keep_all("q=developers", "q=python&country=FR", "company=clinic", "company=clinic&country=DE", "country=FR")
    keep_all("workplace=remote", "employment_type=part_time", "q=-nurse", "q=%22python+developer%22+OR+cook")
    assert pairs([python, nurse]) == {
        ("q=developers", "Python developer"),
        ("workplace=remote", "Python developer"),
        ("q=-nurse", "Python developer"),
        ("q=%22python+developer%22+OR+cook", "Python developer"),
        ("company=clinic", "Nurse"),
        ("country=FR", "Nurse"),
        ("employment_type=part_time", "Nurse"),
    }


def test_only_the_postings_that_were_named_are_matched() -> None:
    posting("Old nurse")
    new = posting("New nurse")
    keep_all("q=nurse", "company=acme")
    assert pairs([new]) == {("q=nurse", "New nurse"), ("company=acme", "New nurse")}


def test_closed_postings_are_not_matched() -> None:
    closed = posting("Nurse", status=Status.CLOSED, closed_at="2026-11-21T12:00Z")
    keep_all("q=nurse", "company=acme", "country=DE")
    assert pairs([closed]) == set()


def test_a_posting_without_a_text_is_found_by_its_company() -> None:
    bare = posting("Nurse")
    bare.text.delete()
    keep_all("q=nurse", "q=-cook", "company=acme")
    assert pairs([bare]) == {("company=acme", "Nurse")}


def test_several_companies_give_one_pair_each() -> None:
    postings = [posting("Nurse"), posting("Cook", company="diner")]
    keep_all("company=acme&company=diner&company=nobody")
    assert len(pairs(postings)) == 2


def test_pairs_can_be_found_twice_in_one_transaction() -> None:
    one, other = posting("Nurse"), posting("Cook")
    keep_all("company=acme")
    with transaction.atomic():
        assert {title for _, title in pairs([one])} == {"Nurse"}
        assert {title for _, title in pairs([other])} == {"Cook"}


def test_the_number_of_statements_does_not_depend_on_the_number_of_postings(django_assert_num_queries: Any) -> None:
    postings = [posting(f"Nurse {n}") for n in range(30)]
    keep_all("q=nurse")
    for some in (postings[:1], postings):
        with django_assert_num_queries(11), transaction.atomic():
            find_pairs([one.pk for one in some])
