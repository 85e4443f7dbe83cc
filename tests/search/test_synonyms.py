"""Synonyms: another name of the same thing finds the same postings, however the words are arranged."""

import pytest

from search.synonyms import expand
from search.words import Word, parse


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("k8s", "kubernetes"),
        ("Kubernetes", "k8s"),
        ("sre", '"site reliability engineer"'),
        ('"site reliability engineer"', "sre"),
        ("dotnet", ".net"),
        ("R&D", '"research and development"'),
        ("nodejs", '"node js"'),
        ("full-stack", "fullstack"),
        ("fullstack", '"full stack"'),
        ("co-founder", "cofounder"),
    ],
)
def test_another_name_is_searched_too(asked: str, also: str) -> None:
    (other,) = parse(also).required[0]
    ((*pieces,),) = expand(parse(asked)).required
    assert other in pieces


def test_the_words_of_a_long_name_may_stand_in_any_order() -> None:
    expanded = expand(parse("engineer reliability site berlin"))
    assert [Word("sre") in group for group in expanded.required] == [False, True, True, True]


def test_part_of_a_long_name_does_not_bring_its_short_one() -> None:
    assert expand(parse("machine operator")) == parse("machine operator")


def test_what_is_excluded_is_excluded_under_every_name() -> None:
    assert Word("sr") in expand(parse("python -senior")).excluded


def test_a_prefix_has_no_other_name() -> None:
    assert expand(parse("kubernetes*")) == parse("kubernetes*")
