"""Criteria: from a query string and to one, tolerant of junk and bounded in size."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.criteria import Criteria

ANY_QUERY = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "q",
                "company",
                "country",
                "workplace",
                "employment_type",
                "days",
                "skill",
                "seniority",
                "years",
                "page",
                "\x00",
            ]
        ),
        st.one_of(st.text(max_size=400), st.sampled_from(["DE", "fr", "remote", "full_time", "7", "acme", "-1"])),
    ),
    max_size=120,
)


def test_a_query_string_is_read() -> None:
    criteria = Criteria.from_string(
        "q=data+engineer&company=acme&company=beta-2&country=de&country=FR&workplace=remote"
        "&employment_type=full_time&seniority=senior&skill=python&skill=C%2B%2B&years=0&days=7"
    )
    assert criteria == Criteria(
        text="data engineer",
        companies=("acme", "beta-2"),
        countries=("DE", "FR"),
        workplaces=("remote",),
        employment_types=("full_time",),
        seniorities=("senior",),
        skills=("C++", "Python"),
        most_years=0,
        posted_within_days=7,
    )


@pytest.mark.parametrize(
    "junk",
    [
        "country=Germany&country=D1&country=\u212a\u212a",
        "workplace=moon&employment_type=slave",
        "company=a%00b&company=../etc&company=" + "x" * 201,
        "seniority=boss&skill=&skill=%3Cb%3E&skill=" + "x" * 41,
        "years=-1",
        "years=21",
        "years=two",
        "days=0",
        "days=-1",
        "days=366",
        "days=1e3",
        "days=%D9%A3",
        "q=%00&q=",
        "q=%ff%fe",
        "nothing=known",
    ],
)
def test_junk_is_left_out(junk: str) -> None:
    criteria = Criteria.from_string(junk)
    assert criteria.asks_nothing
    assert criteria.to_query() == ""


@given(ANY_QUERY)
def test_any_query_string_is_read_and_its_canonical_form_is_stable(pairs: list[tuple[str, str]]) -> None:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    criteria = Criteria.from_query(query)
    canonical = criteria.to_query()
    again = Criteria.from_string(canonical)
    assert again.to_query() == canonical
    assert again.words == criteria.words
    assert "\0" not in criteria.text


def test_sizes_are_bounded() -> None:
    criteria = Criteria.from_string("q=" + "word+" * 5000 + "".join(f"&company=c{n}" for n in range(500)))
    assert criteria.text == " ".join(["word"] * 60)
    assert len(criteria.companies) == 50


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("q=python+django", "q=Django++python"),
        ("country=FR&country=DE&country=FR", "country=de&country=fr"),
        ("company=b&q=go&company=a", "q=go&company=a&company=b"),
    ],
)
def test_equal_searches_give_equal_strings(one: str, other: str) -> None:
    assert Criteria.from_string(one).to_query() == Criteria.from_string(other).to_query()


def test_the_text_is_shown_as_it_was_typed() -> None:
    assert Criteria.from_string("q=++Senior+%22Data+Engineer%22+").text == 'Senior "Data Engineer"'


@pytest.mark.parametrize("asking", ["q=-senior", "company=acme", "country=DE", "workplace=remote"])
def test_criteria_that_ask_for_anything_say_so(asking: str) -> None:
    assert not Criteria.from_string(asking).asks_nothing


def test_a_window_of_days_alone_asks_for_everything() -> None:
    assert Criteria.from_string("days=7&q=%2B%2B").asks_nothing
