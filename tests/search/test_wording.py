"""How criteria, places, salaries and days read."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from config.clock import clock
from ingest.models import Posting
from search.criteria import Criteria
from search.templatetags.postings import ago, all_places, places, salary, when
from search.web_links import web_link
from search.wording import parts_of, words_of
from tests.sample_rows import company


@pytest.mark.django_db
def test_criteria_read_as_a_person_says_them() -> None:
    acorn = company("Acorn")
    asked = Criteria(
        text="gardener",
        companies=(acorn.slug, "gone"),
        countries=("CH", "DE"),
        workplaces=("onsite",),
        employment_types=("part_time",),
        seniorities=("entry",),
        skills=("Pruning",),
        most_years=2,
        posted_within_days=7,
    )
    assert words_of(asked) == (
        "“gardener”, Acorn, gone, Switzerland, Germany, On site, Part time, "
        "Entry level, Pruning, up to 2 years of experience, last 7 days"
    )
    assert words_of(Criteria(posted_within_days=1)) == "last day"
    assert words_of(Criteria()) == "Everything"


@pytest.mark.django_db
def test_each_part_knows_what_is_left_without_it() -> None:
    asked = Criteria(text="gardener", countries=("CH", "DE"), posted_within_days=3)
    assert [(part.name, part.value, part.without) for part in parts_of(asked)] == [
        ("q", "gardener", Criteria(countries=("CH", "DE"), posted_within_days=3)),
        ("country", "CH", Criteria(text="gardener", countries=("DE",), posted_within_days=3)),
        ("country", "DE", Criteria(text="gardener", countries=("CH",), posted_within_days=3)),
        ("days", "3", Criteria(text="gardener", countries=("CH", "DE"))),
    ]


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ({}, ""),
        ({"salary_currency": "EUR", "salary_period": "year"}, ""),
        ({"salary_min": 40_000, "salary_max": 50_000}, "EUR 40,000 to 50,000 per year"),
        ({"salary_min": 40_000, "salary_max": 40_000}, "EUR 40,000 per year"),
        ({"salary_min": 40_000}, "EUR from 40,000 per year"),
        ({"salary_max": 50_000}, "EUR up to 50,000 per year"),
        ({"salary_min": "17.50", "salary_max": 20, "salary_period": "hour"}, "EUR 17.50 to 20 per hour"),
        ({"salary_min": 0, "salary_max": 10, "salary_currency": ""}, "0 to 10 per year"),
    ],
)
def test_salaries_read_as_they_are_stated(stated: dict[str, Any], shown: str) -> None:
    values = {"salary_currency": "EUR", "salary_period": "year", **stated}
    for name in ("salary_min", "salary_max"):
        values[name] = Decimal(values[name]) if name in values else None
    assert salary(Posting(**values)) == shown


def test_a_place_reads_as_stated_or_by_its_parts() -> None:
    spots = [
        {"text": "Berlin HQ", "city": "Berlin", "region": None, "country": "DE"},
        {"text": "", "city": "Lyon", "region": "Rhône", "country": "FR"},
        {"text": "Berlin HQ"},
        {"text": "Leeds"},
        {"text": "Oslo"},
        {"text": None},
    ]
    posting = Posting(locations=spots)
    assert places(posting) == "Berlin HQ; Lyon, Rhône, FR; Leeds and 1 more"
    assert all_places(posting) == ["Berlin HQ", "Lyon, Rhône, FR", "Leeds", "Oslo"]
    assert places(Posting(locations=[])) == ""


def test_days_are_counted_by_the_readers_calendar() -> None:
    clock.set_now(datetime(2026, 3, 10, 0, 30, tzinfo=UTC))
    try:
        moment = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
        assert ago(moment) == "yesterday"
        with timezone.override("Asia/Tokyo"):
            assert ago(moment) == "today"
        assert ago(clock.now() + timedelta(days=3)) == "today"
        assert ago(clock.now() - timedelta(days=12)) == "12 days ago"
        assert ago(clock.now() - timedelta(days=95)) == "3 months ago"
        assert ago(None) == ""
    finally:
        clock.offset = timedelta(0)


def test_a_posting_that_is_older_than_our_finding_it_says_both() -> None:
    now = clock.now()
    found = now - timedelta(days=2)
    assert when(Posting(first_seen_at=found)) == "2 days ago"
    assert when(Posting(first_seen_at=found, date_posted=found)) == "2 days ago"
    assert when(Posting(first_seen_at=found, date_posted=now + timedelta(days=1))) == "2 days ago"
    older = Posting(first_seen_at=found, date_posted=now - timedelta(days=40))
    assert when(older) == "posted 40 days ago, found 2 days ago"


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_become_links(address: str, is_link: bool) -> None:
    assert web_link(address) == (address if is_link else "")
