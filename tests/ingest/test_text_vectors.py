"""The finished tsvector: PostgreSQL takes it whatever the text is, and phrases stay inside their field."""

import pytest
from django.db import connection

from ingest.text import sequence, vector
from ingest.text.vectors import LAST_POSITION


def stored(literal: str) -> str:
    """The vector as PostgreSQL understood it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector::text", [literal])
        (text,) = cursor.fetchone()
    return str(text)


def found(literal: str, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [literal, query])
        (answer,) = cursor.fetchone()
    return bool(answer)


@pytest.mark.django_db
def test_each_field_has_its_weight_and_its_positions() -> None:
    literal = vector(title="Data Engineer", skills="C++", company="Ærø A/S", places="Berlin", text="the data")
    assert stored(literal) == "'a':7C 'aero':6C 'berlin':10C 'c++':4B 'data':1A,13 'engin':2A 's':8C 'the':12"


@pytest.mark.django_db
def test_a_phrase_does_not_reach_from_one_field_into_the_next() -> None:
    literal = vector(title="Data Engineer", company="Acme", text="Acme builds")
    assert found(literal, "'data' <-> 'engin'")
    assert found(literal, "'acm' <-> 'build'")
    assert not found(literal, "'engin' <-> 'acm'")


@pytest.mark.django_db
def test_the_language_of_the_text_decides_the_stems() -> None:
    german = "Wir suchen für unser Team Entwicklerinnen, die mit der Plattform und den Kunden arbeiten."
    assert "'entwickl~'" in vector(title="Entwicklerin", text=german)
    assert "'entwicklerinnen'" in vector(title="Entwicklerinnen")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "word " * 100_000,
        " ".join(f"w{n}" for n in range(100_000)),
        " ".join(f"{n}" + "日" * 70 for n in range(20_000)),
        " ".join(f"{n:05}" + "\U00010428" * 70 for n in range(20_000)),
        "\ufdfa" * 100_000,
        "it's \\' :1A 'quoted' \\\\ \x00 & | ! <-> * \ud800",
    ],
    ids=["one word", "many words", "Han", "four bytes", "expanding", "syntax"],
)
def test_postgresql_takes_the_vector_of_any_text(text: str) -> None:
    literal = vector(title="Driver", text=text)
    assert found(literal, "'driver'")
    assert len(sequence(stored(literal)).split()) <= LAST_POSITION + 1


@pytest.mark.django_db
def test_the_sequence_is_the_stems_in_their_order() -> None:
    literal = vector(title="Data Engineer", company="Acme", text="We like data.")
    assert sequence(literal) == "_ data engin _ acm _ we like data"
    assert sequence(stored(literal)) == sequence(literal)


def test_an_empty_posting_has_a_sequence_and_no_lexeme() -> None:
    assert vector(title="") == ""
    assert sequence("") == "_"
