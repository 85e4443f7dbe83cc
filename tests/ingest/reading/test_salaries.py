from decimal import Decimal

import pytest

from ingest.reading.salaries import amount, currency, period, salary, surely_yearly, widest
from ingest.sources.types import Period, Salary


@pytest.mark.parametrize(
    ("stated", "number"),
    [
        (66189, "66189"),
        (20.5, "20.50"),
        ("52000.00", "52000"),
        ("120,000", "120000"),
        ("1,234,567.5", "1234567.50"),
    ],
)
def test_plain_numbers_are_amounts(stated: str | float, number: str) -> None:
    assert amount(stated) == Decimal(number)


@pytest.mark.parametrize("stated", [None, "", "5,25", "a lot", "NaN", "Infinity", "1e400", True, 10**15])
def test_anything_else_is_no_amount(stated: str | float | None) -> None:
    assert amount(stated) is None


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("USD", "USD"),
        ("eur", "EUR"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("$", None),
        ("XXX", None),
        ("string", None),
        ("", None),
    ],
)
def test_a_currency_is_a_code_or_a_symbol_of_one_currency_alone(stated: str, code: str | None) -> None:
    assert currency(stated) == code


@pytest.mark.parametrize(
    ("stated", "named"),
    [
        ("per-year-salary", "year"),
        ("per-hour-wage", "hour"),
        ("monthly", "month"),
        ("PER_YEAR", "year"),
        ("Annual base salary range", "year"),
        ("Stundenlohn", "hour"),
        ("par an", "year"),
        ("bi-week-salary", None),
        ("semi-month-salary", None),
        ("paid monthly, range per year", None),
        ("Salary range", None),
        (None, None),
    ],
)
def test_a_period_is_the_only_one_that_is_named(stated: str | None, named: Period | None) -> None:
    assert period(stated) == named


def test_a_range_in_the_wrong_order_is_turned_round() -> None:
    assert salary(Decimal(90), Decimal(60), "USD", None) == Salary(Decimal(60), Decimal(90), "USD", None)


def test_one_end_may_be_open_and_zero_means_unknown() -> None:
    assert salary(Decimal(52_000), Decimal(0), "EUR", "year") == Salary(Decimal(52_000), None, "EUR", "year")
    assert salary(Decimal(0), Decimal(0), "EUR", "year") is None


@pytest.mark.parametrize(
    ("low", "high", "code", "per"),
    [
        (10_000, 125_000, "USD", "year"),
        (120_000, 150_000, "USD", "hour"),
        (60, 90, "EUR", "year"),
        (-5, 10, "USD", "hour"),
        (10**13, None, "JPY", "year"),
    ],
)
def test_a_range_that_no_employer_can_have_meant_is_none(low: int, high: int | None, code: str, per: Period) -> None:
    assert salary(Decimal(low), Decimal(high) if high else None, code, per) is None


def test_weak_currencies_are_not_judged_by_the_measure_of_strong_ones() -> None:
    assert salary(Decimal(30_000_000), Decimal(40_000_000), "IDR", "month") is not None


def test_only_a_large_amount_in_a_strong_currency_is_surely_one_of_a_year() -> None:
    assert surely_yearly(Decimal(60_000), "USD")
    assert not surely_yearly(Decimal(5_000), "USD")
    assert not surely_yearly(Decimal(60_000), "JPY")
    assert not surely_yearly(None, "USD")


def test_ranges_of_one_currency_and_period_are_one_and_others_are_left_out() -> None:
    ranges = [
        None,
        Salary(Decimal(90), Decimal(110), "USD", "hour"),
        Salary(Decimal(80), Decimal(100), "USD", "hour"),
        Salary(Decimal(1), Decimal(2), "EUR", "hour"),
        Salary(Decimal(5), None, "USD", "hour"),
    ]

    assert widest(ranges) == Salary(Decimal(80), Decimal(110), "USD", "hour")
    assert widest([]) is None
