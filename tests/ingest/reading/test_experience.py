"""Years of experience out of the text of a posting."""

import pytest

from ingest.reading.experience import years_of_experience


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You bring 6+ years of experience in botany.", (6, None)),
        ("At least three years' experience", (3, None)),
        ("Minimum of 4 years in a kitchen", (4, None)),
        ("2\u20134 years building bridges", (2, 4)),
        ("3-5+ years of experience with horses", (3, None)),
        ("0 to 2 years of experience", (0, 2)),
        ("mindestens fünf Jahre Berufserfahrung", (5, None)),
        ("2 bis 4 Jahre Erfahrung in der Pflege", (2, 4)),
        ("au moins 3 ans d'expérience", (3, None)),
        ("Experiencia mínima de 2 años", (2, None)),
        ("8+ years of experience, with 3+ years leading teams", (8, None)),
        ("For over 40 years we have baked. You have 2 years of experience.", (2, None)),
    ],
)
def test_what_is_asked_for_is_read(text: str, expected: tuple[int, int | None]) -> None:
    assert years_of_experience(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "For more than 30 years we have been a family of brewers.",
        "We bring over 25 years of experience to our customers.",
        "You are at least 18 years old.",
        "A contract of 2 years, five weeks of holiday per year",
        "Named a best employer three years in a row",
        "A 3-year degree",
        "In the past seven years we opened ten shops.",
        "Years of experience do not matter.",
        "",
    ],
)
def test_other_years_are_none(text: str) -> None:
    assert years_of_experience(text) is None
