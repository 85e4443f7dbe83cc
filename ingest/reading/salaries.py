"""Salaries that fields state. A range that no employer can have meant is none."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache

from babel.numbers import list_currencies

from ingest.sources.types import Period, Salary

# Per period, what a wage in a currency of about a euro's worth lies between.
_PLAUSIBLE: dict[Period, tuple[int, int]] = {
    "hour": (1, 1_000),
    "day": (10, 10_000),
    "week": (40, 50_000),
    "month": (100, 200_000),
    "year": (1_000, 10_000_000),
}
_STRONG = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"})
_SURELY_A_YEAR = 20_000
# A wider range is a typing error: one real posting says 10,000 to 125,000.
_WIDEST = 10
_SYMBOLS = {"€": "EUR", "£": "GBP", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "zł": "PLN", "₹": "INR"}
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# Twice a month or every other week is no period that we know.
_TWICE = re.compile(r"\b(?:bi|semi|twice|fortnight)", re.IGNORECASE)
_PERIODS: dict[Period, re.Pattern[str]] = {
    "hour": re.compile(r"\bhour|\bstunde|\bstündlich|\bheure|\bhoraire|\bhora\b", re.IGNORECASE),
    "day": re.compile(r"\bday|\bdaily|\btag\b|\btäglich|\bjour\b", re.IGNORECASE),
    "week": re.compile(r"\bweek|\bwoche|\bsemaine\b|\bsemana\b", re.IGNORECASE),
    "month": re.compile(r"\bmonth|\bmonat|\bmois\b|\bmensuel|\bmes\b|\bmensual", re.IGNORECASE),
    "year": re.compile(
        r"\byear|\bannual|\bannum\b|\bjahr|\bjährlich|\bannuel|\bpar an\b|\baño\b|\banual", re.IGNORECASE
    ),
}


def salary(low: Decimal | None, high: Decimal | None, currency: str | None, period: Period | None) -> Salary | None:
    """The range if it is plausible; one end may be open, two ends in the wrong order are turned round."""
    low, high = low or None, high or None
    if low is not None and high is not None and low > high:
        low, high = high, low
    ends = [end for end in (low, high) if end is not None]
    if not ends or min(ends) < 0 or max(ends) > _WIDEST * min(ends) or max(ends) >= 10**12:
        return None
    if period and currency in _STRONG:
        least, most = _PLAUSIBLE[period]
        if min(ends) < least or max(ends) > most:
            return None
    return Salary(low, high, currency, period)


def widest(ranges: Iterable[Salary | None]) -> Salary | None:
    """All ranges of the first one's currency and period as one: they differ by place or level."""
    read = [one for one in ranges if one and one.min and one.max]
    alike = [one for one in read if (one.currency, one.period) == (read[0].currency, read[0].period)]
    if not alike:
        return None
    low, high = min(one.min for one in alike if one.min), max(one.max for one in alike if one.max)
    return salary(low, high, alike[0].currency, alike[0].period)


def amount(stated: str | float | None) -> Decimal | None:
    """A plain number, as JSON number or text; None for anything else, and for what is not a finite number."""
    if stated is None or isinstance(stated, bool):
        return None
    text = str(stated).strip()
    try:
        number = Decimal(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= 10**12:
        return None
    return Decimal(int(number)) if number == number.to_integral_value() else number.quantize(Decimal("0.01"))


def currency(stated: str | None) -> str | None:
    """The ISO 4217 code that a field states, as code or as a symbol that belongs to one currency alone."""
    text = (stated or "").strip()
    if text.upper() in _currencies():
        return text.upper()
    return _SYMBOLS.get(text)


def period(stated: str | None) -> Period | None:
    """The one period that a field's words name."""
    text = (stated or "").replace("_", " ")
    if _TWICE.search(text):
        return None
    named = [name for name, words in _PERIODS.items() if words.search(text)]
    return named[0] if len(named) == 1 else None


def surely_yearly(low: Decimal | None, currency: str | None) -> bool:
    """Whether an amount without period can only be one of a year."""
    return currency in _STRONG and low is not None and low >= _SURELY_A_YEAR


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies("en")) - {"XXX", "XTS"}
