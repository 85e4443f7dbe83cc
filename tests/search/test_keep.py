"""Kept criteria: each distinct search is one row, compiled by the present compiler."""

from io import StringIO

import pytest
from django.core.management import call_command

from ingest.models import Company
from search import keep as keeping
from search.compiled import VERSION
from search.criteria import Criteria
from search.keep import keep
from search.models import KeptCriteria

pytestmark = pytest.mark.django_db


def test_equal_searches_share_one_row() -> None:
    one = keep(Criteria.from_string("q=python+django&country=DE&country=FR"))
    other = keep(Criteria.from_string("country=fr&country=de&q=Django++PYTHON"))
    assert one == other
    assert KeptCriteria.objects.count() == 1
    assert one.query_string == "q=django+python&country=DE&country=FR"


def test_different_searches_do_not() -> None:
    assert keep(Criteria(text="python")) != keep(Criteria(text="django"))


def test_a_window_of_days_is_not_kept() -> None:
    assert keep(Criteria(text="python", posted_within_days=7)) == keep(Criteria(text="python"))


def test_what_is_not_asked_is_null_and_what_is_asked_is_compiled(make_company: Company) -> None:
    kept = keep(Criteria(text="nurse -night", companies=("acme", "nobody")))
    assert kept.tsquery == "( 'nurs' | 'nurse' | 'nurs~' ) & !'night'"
    assert kept.company_ids == [make_company.pk]
    assert (kept.countries, kept.workplaces, kept.employment_types) == (None, None, None)
    assert kept.compiled_with == VERSION


def test_a_company_that_nobody_knows_is_asked_for_all_the_same() -> None:
    assert keep(Criteria(companies=("nobody",))).company_ids == []


def test_criteria_of_an_older_compiler_are_compiled_again_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PAGE", 2)
    kept = [keep(Criteria(text=word, countries=("DE",))) for word in ("nurse", "driver", "cook", "teacher", "baker")]
    right = list(KeptCriteria.objects.order_by("pk").values())
    KeptCriteria.objects.exclude(pk=kept[2].pk).update(tsquery="'old'", countries=None, compiled_with=VERSION - 1)
    call_command("recompile_criteria", stdout=StringIO())
    assert list(KeptCriteria.objects.order_by("pk").values()) == right


@pytest.fixture
def make_company() -> Company:
    return Company.objects.create(slug="acme", name="Acme", created_at="2026-11-21T12:00Z")
