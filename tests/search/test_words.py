"""The text of a search: what people type means what they think it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.words import LONGEST, Phrase, Prefix, Word, Words, parse

TYPED = st.text(
    alphabet=st.one_of(st.sampled_from("ab c\"-*|#+.&'ORNTéß日本 "), st.characters(codec="utf-8")), max_size=400
)


def word(token: str) -> tuple[Word]:
    return (Word(token),)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("python", Words((word("python"),))),
        ("Python  DJANGO", Words((word("django"), word("python")))),
        ("python AND django", Words((word("django"), word("python")))),
        ('"data engineer"', Words(((Phrase(("data", "engineer")),),))),
        ("“data engineer”", Words(((Phrase(("data", "engineer")),),))),
        ('"data engineer', Words(((Phrase(("data", "engineer")),),))),
        ('"python"', Words((word("python"),))),
        ("-senior", Words((), word("senior"))),
        ("NOT senior", Words((), word("senior"))),
        ('python -"team lead"', Words((word("python"),), (Phrase(("team", "lead")),))),
        ("go OR rust", Words(((Word("go"), Word("rust")),))),
        ("go | rust", Words(((Word("go"), Word("rust")),))),
        ("berlin go OR rust OR c++", Words((word("berlin"), (Word("c++"), Word("go"), Word("rust"))))),
        ("engin*", Words(((Prefix("engin"),),))),
        ("c*", Words((word("c"),))),
        ("full-stack", Words(((Phrase(("full", "stack"), compound=True),),))),
        ("(python)", Words((word("python"),))),
    ],
)
def test_what_is_typed_is_read_as_meant(typed: str, asked: Words) -> None:
    assert parse(typed) == asked


@pytest.mark.parametrize("junk", ["", "   ", "-", '""', '"', "OR", "OR OR NOT", "***", "\x00", "- - -", "( ) | &"])
def test_junk_asks_for_nothing(junk: str) -> None:
    assert parse(junk) == Words()


def test_an_or_without_two_sides_is_left_out() -> None:
    assert parse("OR go") == parse("go OR") == parse("go")
    assert parse("go OR -rust") == parse("go -rust")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("python django", "Django  python"),
        ("go OR rust", "rust | GO"),
        ("python python", "python"),
        ("naïve", "naive"),
        ("-b -a c", "c -a -b"),
        ("full-stack", "Full-Stack"),
    ],
)
def test_equal_searches_are_equal_strings(one: str, other: str) -> None:
    assert str(parse(one)) == str(parse(other))


@given(TYPED)
def test_the_canonical_string_asks_for_the_same(typed: str) -> None:
    words = parse(typed)
    assert parse(str(words)) == words
    assert len(str(words)) <= LONGEST


def test_what_goes_past_the_limit_is_left_out_word_by_word() -> None:
    assert len(parse(" ".join(f"word{n}" for n in range(200))).required) == 44
    dense = parse("".join(f'"a{n} b"' for n in range(200)))
    assert len(dense.required) == 38
    assert len(str(dense)) <= LONGEST
    assert parse("x" * 5000) == Words((word("x" * 60),))
    assert parse("\ufdfa" * LONGEST) == Words()
