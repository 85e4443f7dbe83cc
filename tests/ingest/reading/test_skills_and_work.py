"""Skills, ways of working and the language, out of the text of a posting."""

import pytest

from ingest.reading.skills import MOST, name_of, names, skills_in
from ingest.reading.words import words_of
from ingest.reading.working import employment_type_in, workplace_in
from ingest.text import evident_language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Python, Postgres and k8s", ("Kubernetes", "PostgreSQL", "Python")),
        ("C++, C#, .NET and node.js", (".NET", "C#", "C++", "Node.js")),
        ("Services written in Go, some in Rust", ("Go", "Rust")),
        ("We go far, swift as rust never sleeps, and r is a letter.", ()),
        ("Statistics in R or Python", ("Python", "R")),
        ("Machine-Learning and machine learning", ("Machine Learning",)),
        ("Java but no script", ("Java",)),
        ("gestion de projet", ("Project Management",)),
        ("", ()),
    ],
)
def test_skills_are_found_by_all_their_names(text: str, expected: tuple[str, ...]) -> None:
    assert skills_in(words_of(text)) == expected


def test_each_skill_of_the_list_is_found_by_its_own_name() -> None:
    exact = {"CAD", "Chef", "Go", "Lean", "R"}
    missed = [
        name for name in names() if name not in exact and name not in skills_in(words_of(f"You know {name} well."))
    ]
    assert missed == []


def test_a_page_of_keywords_gives_no_more_skills_than_fit() -> None:
    assert len(skills_in(words_of(", ".join(names())))) == MOST


def test_a_skill_is_asked_for_in_any_capitals() -> None:
    assert [name_of(said) for said in ("python", "NODE.JS", "Beekeeping")] == ["Python", "Node.js", "Beekeeping"]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Translator (Remote)", "", "remote"),
        ("Translator - Hybrid", "", "hybrid"),
        ("Remote Sensing Scientist", "", None),
        ("Translator", "This is a fully remote position.", "remote"),
        ("Translator", "Bei uns arbeitest du 100 % remote.", "remote"),
        ("Translator", "You spend three days a week in the office.", "hybrid"),
        ("Translator", "This role is on-site in our workshop.", "onsite"),
        ("Translator", "We help remote teams. Hybrid clouds are our trade.", None),
        ("Translator", "This is a remote role, or a hybrid role if you like.", None),
    ],
)
def test_the_workplace_is_told_where_nothing_is_in_doubt(title: str, text: str, expected: str | None) -> None:
    assert workplace_in(title, words_of(text)) == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Baker (Part-time)", "", "part_time"),
        ("Bäcker in Teilzeit", "", "part_time"),
        ("Legal Intern", "", "internship"),
        ("Illustrator (Contract)", "", "contract"),
        ("Contract Manager", "", None),
        ("Contracts, Contract Administration", "", None),
        ("Baker", "Employment type: Full-time\nBring bread.", "full_time"),
        ("Bäcker", "Anstellungsart: Vollzeit", "full_time"),
        ("Boulanger", "Type de contrat : CDD", "temporary"),
        ("Baker", "We are a full-time job for our founder.", None),
    ],
)
def test_the_employment_is_told_by_title_and_labels(title: str, text: str, expected: str | None) -> None:
    assert employment_type_in(title, words_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We are looking for a gardener who will work with you and the team on our roses.", "en"),
        ("Wir suchen für die Gärtnerei eine Person, die mit uns im Team und bei der Ernte ist.", "de"),
        ("Nous cherchons pour notre équipe une personne qui est avec les clients et dans le jardin.", "fr"),
        ("Gardener", None),
    ],
)
def test_the_language_is_told_by_its_commonest_words(text: str, expected: str | None) -> None:
    assert evident_language(words_of(text).words) == expected
