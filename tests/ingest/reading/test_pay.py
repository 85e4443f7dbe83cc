"""Salaries out of the text of a posting."""

from decimal import Decimal

import pytest

from ingest.reading.pay import salary_in, salary_in_field

Read = tuple[float | None, float | None, str | None, str | None]


def read(text: str, country: str | None = None) -> Read | None:
    found = salary_in(text, country)
    if found is None:
        return None
    return (_number(found.min), _number(found.max), found.currency, found.period)


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The salary range is $91,500 to $118,250 a year.", (91_500, 118_250, "USD", "year")),
        ("Base pay: $84K-97K plus equity", (84_000, 97_000, "USD", "year")),
        ("Base salary: 140-170k depending on level, in USD", (140_000, 170_000, None, "year")),
        ("Pay: $23.50 - $27/hr", (23.5, 27, "USD", "hour")),
        ("Hourly rate: $31.00\n40 hours per week", (31, 31, "USD", "hour")),
        ("Salary up to £44,000 per annum.", (None, 44_000, "GBP", "year")),
        ("Salary of CAD $90,000 \u2013 $104,000", (90_000, 104_000, "CAD", "year")),
        ("Gehalt: 52.000 bis 61.500 € brutto im Jahr", (52_000, 61_500, "EUR", "year")),
        ("Vergütung ab 3.150 € brutto monatlich", (3_150, None, "EUR", "month")),
        ("Stundenlohn: 15,80 EUR", (15.8, 15.8, "EUR", "hour")),
        ("Lohn von CHF 6'200 - 7'100 pro Monat", (6_200, 7_100, "CHF", "month")),
        ("Rémunération : de 38 000 à 43 500 € brut annuel", (38_000, 43_500, "EUR", "year")),
        ("Salaire à partir de 2 150,50 € brut mensuel", (2_150.5, None, "EUR", "month")),
        ("Package : 45-52 K€ selon profil", (45_000, 52_000, "EUR", "year")),
        ("TJM 480 € / jour", (480, 480, "EUR", "day")),
        ("Salario: 27.000 - 31.000 € brutos anuales", (27_000, 31_000, "EUR", "year")),
        ("Sueldo desde 1.650 € brutos al mes", (1_650, None, "EUR", "month")),
    ],
)
def test_a_salary_is_read(text: str, expected: Read) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We raised $40 million in a Series B at a valuation of $310M.",
        "We serve customers with $200,000 - $300,000 of annual revenue.",
        "You own a budget of $150,000 to $250,000 per year. Competitive salary.",
        "Competitive salary. Sign-on bonus of $5,000 - $10,000.",
        "401k with a match of up to $4,500 annually",
        "Compensation includes a home office stipend of $1,500 per year.",
        "Attraktives Gehalt und ein Zuschuss von 1.200 € im Jahr",
        "Verkaufsprämien von 500 € pro Monat bei gutem Lohn",
        "Salaire attractif, tickets restaurant de 210 € par mois",
        "Ayuda de 600 € al mes, salario competitivo",
        "Chiffre d'affaires de 90 000 € par an",
        "The role pays well; our fund manages $70 billion.",
        "Salary by agreement, 5 weeks of holiday, 24/7 support in 120 countries",
        "",
    ],
)
def test_other_money_is_no_salary(text: str) -> None:
    assert read(text) is None


def test_ranges_of_one_list_are_one_range() -> None:
    text = "Pay range for California: $110,000 - $130,000; for Texas: $95,000 - $112,000; for Ohio: $90,000 - $99,000."
    assert read(text) == (90_000, 130_000, "USD", "year")


def test_a_base_salary_comes_before_what_one_may_earn() -> None:
    text = "You can reach $150,000 on target. Base salary: $70,000 - $80,000."
    assert read(text) == (70_000, 80_000, "USD", "year")


def test_the_country_tells_which_dollar_it_is() -> None:
    text = "Salary: $80,000 - $95,000 a year"
    assert [read(text, country) for country in (None, "US", "AU", "CA")] == [
        (80_000, 95_000, currency, "year") for currency in ("USD", "USD", "AUD", "CAD")
    ]


def test_a_range_that_nobody_can_mean_is_none() -> None:
    assert read("Salary: $10,000 - $950,000 a year") is None


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("$62 - $81 / hour", (62, 81, "USD", "hour")),
        ("$98,000 - $131,000", (98_000, 131_000, "USD", "year")),
        ("DOE", None),
        ("70,000", None),
        ("", None),
        (None, None),
    ],
)
def test_a_field_for_pay_is_read(stated: str | None, expected: Read | None) -> None:
    found = salary_in_field(stated)
    assert (found and (_number(found.min), _number(found.max), found.currency, found.period)) == expected
