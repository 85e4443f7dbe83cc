"""Snippets: the part of a text that shows why it was found, safe to put into a page."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.criteria import Criteria
from search.highlight import LONGEST_READ, Marker

TEXT = "We build things. Our Engineers write C++ & Python; engineering at scale."


def snippet(asked: str, text: str, language: str = "") -> str:
    return Marker(Criteria(text=asked).words).snippet(text, language)


def marked(asked: str, text: str, language: str = "") -> list[str]:
    return [unescape(word) for word in re.findall("<mark>(.*?)</mark>", snippet(asked, text, language))]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("engineer", ["Engineers", "engineering"]),
        ("c++ python", ["C++", "Python"]),
        ("pyth*", ["Python"]),
        ('"write c++"', ["write", "C++"]),
        ("scale -python", ["scale"]),
        ("cook", []),
        ("", []),
    ],
)
def test_the_words_of_the_search_are_marked_as_they_were_written(asked: str, words: list[str]) -> None:
    assert marked(asked, TEXT) == words


def test_words_are_marked_in_the_language_of_the_text() -> None:
    german = "Wir suchen für unser Team Entwicklerinnen, die mit der Plattform und den Kunden arbeiten."
    assert marked("entwickler", german) == ["Entwicklerinnen"]
    assert marked("für", german) == ["für"]


def test_synonyms_are_marked() -> None:
    assert marked("k8s", "We run Kubernetes.") == ["Kubernetes"]


def test_the_part_with_most_of_the_words_is_shown() -> None:
    text = (
        "Python first. " + "Filler text without end. " * 50 + "Later we want python and django and sql. " + "End. " * 50
    )
    shown = snippet("python django sql", text)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert marked("python django sql", text) == ["python", "django", "sql"]


def test_without_a_word_the_text_begins_at_its_beginning() -> None:
    assert snippet("", "Short text.") == "Short text."
    assert snippet("cook", "Long text. " * 100).startswith("Long text. Long")
    assert snippet("cook", "") == ""


@given(
    st.text(alphabet=st.one_of(st.sampled_from("<>&\"' abc<script>…é日"), st.characters(codec="utf-8")), max_size=300),
    st.sampled_from(["a", "b c", "script", "é", "日", "ab*"]),
)
def test_nothing_but_marks_is_markup(text: str, asked: str) -> None:
    shown = snippet(asked, text)
    plain = re.sub("</?mark>", "", shown)
    assert not set(plain) & set("<>\"'")
    assert unescape(plain).strip("…") in text or not plain


def test_a_very_long_text_is_read_only_so_far() -> None:
    assert marked("needle", "x " * LONGEST_READ + "needle") == []
