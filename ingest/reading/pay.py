"""The salary that a posting's text states, in English, German, French and Spanish.

Numbers are found first, because they are few; one counts as money by what stands right beside it, and as pay by the
words around it. Revenue, funding, budgets, bonuses, allowances and pension plans are told by theirs. What is in doubt
is no salary.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.reading.amounts import Amount, amounts_in
from ingest.reading.pay_words import (
    NOT_PAY,
    ONLY_LEAST,
    ONLY_MOST,
    PAY,
    PAY_BEHIND,
    SENTENCE_END,
    may_have_pay,
    period_around,
)
from ingest.reading.salaries import salary, surely_yearly, widest
from ingest.sources.types import Period, Salary

_BEFORE, _BEHIND = 110, 45
# Of ranges so near to each other, each is for a place or a level of one position.
_SAME_LIST = 110
_NOT_PAY_BEFORE, _NOT_PAY_BEHIND = 45, 30
_BARE_BEFORE = 30
_MONTHLY = (800, 15_000)
# Less in a year is an allowance.
_LEAST_A_YEAR = 8_000
_LONGEST_FIELD = 300
_CURRENCIES = {"US": "USD", "GB": "GBP", "CH": "CHF", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "PL": "PLN"}
_DOLLARS = {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "MX": "MXN"}
_EURO = frozenset(["DE", "FR", "ES", "IT", "AT", "NL", "BE", "IE", "PT", "FI", "LU", "GR"])


@dataclass(frozen=True, slots=True)
class _Said:
    """One amount or a range."""

    start: int
    end: int
    pay: Salary
    is_range: bool


def salary_in(text: str, country: str | None = None) -> Salary | None:
    """`country` tells one dollar from another."""
    if not may_have_pay(text):
        return None
    said = [one for one in (_said(text, group, country) for group in _groups(text, amounts_in(text))) if one]
    if not said:
        return None
    first = next((one for one in said if one.is_range), None) or said[0]
    return _with_its_list(first, said) if first.is_range else first.pay


def salary_in_field(stated: str | None, country: str | None = None) -> Salary | None:
    """Of a field for pay that holds free text: `$70 - $90 / hour`. What leaves the currency open is none."""
    found = salary_in(f"Salary: {(stated or '').strip()[:_LONGEST_FIELD]}", country) if stated else None
    return found if found and found.currency else None


def _with_its_list(first: _Said, said: Sequence[_Said]) -> Salary:
    listed, end = [first], first.end
    for one in said:
        if one.is_range and 0 <= one.start - end < _SAME_LIST:
            listed.append(one)
            end = one.end
    return widest(one.pay for one in listed) or first.pay


def _groups(text: str, amounts: Iterable[Amount]) -> list[list[Amount]]:
    """The amounts, those two by two that are the ends of a range."""
    groups: list[list[Amount]] = []
    for amount in amounts:
        last = groups[-1] if groups else []
        if len(last) == 1 and last[0].goes_on_to(amount, text):
            last.append(amount)
        else:
            groups.append([amount])
    return groups


def _said(text: str, group: Sequence[Amount], country: str | None) -> _Said | None:
    first, last = group[0], group[-1]
    stated = _stated(first, last)
    if first.is_millions or last.is_millions or not (stated or _may_be_bare(first, last)):
        return None
    before = text[max(0, first.start - _BEFORE) : first.start].casefold()
    behind = text[last.end : last.end + _BEHIND].casefold()
    sentence = SENTENCE_END.split(before[-_NOT_PAY_BEFORE:])[-1]
    if NOT_PAY.search(f"{sentence}|{behind[:_NOT_PAY_BEHIND]}"):
        return None
    has_word = bool(PAY.search(before) or PAY_BEHIND.match(behind))
    if not stated and not PAY.search(before[-_BARE_BEFORE:]):
        return None
    low, high = _ends(group)
    currency = _currency(stated, country)
    period = period_around(text[first.end : last.start].casefold() + behind, before)
    period = period or _period_of(low, currency, has_word=has_word)
    if period is None or not has_word or (period == "year" and high < _LEAST_A_YEAR):
        return None
    pay = salary(*_open(low, high, before, behind, len(group)), currency, period)
    return _Said(first.start, last.end, pay, len(group) > 1) if pay else None


def _stated(first: Amount, last: Amount) -> str | None:
    """The currency beside either; `$` only where none says which dollar."""
    return max((amount.currency for amount in (last, first) if amount.currency), key=len, default=None)


def _may_be_bare(first: Amount, last: Amount) -> bool:
    """Whether it can be pay without any currency: `Annual salary: 95,000`, `140-170k`."""
    return last.is_thousands or (first.value >= 10_000 and first.value % 100 == 0)  # noqa: PLR2004


def _ends(group: Sequence[Amount]) -> tuple[Decimal, Decimal]:
    """The lower and the higher one; `140-170k` says the thousands once."""
    low, high = group[0].value, group[-1].value
    if group[-1].is_thousands and not group[0].is_thousands and low < 1000:  # noqa: PLR2004
        low *= 1000
    return low, high


def _open(low: Decimal, high: Decimal, before: str, behind: str, count: int) -> tuple[Decimal | None, Decimal | None]:
    if count == 1 and ONLY_MOST.search(before):
        return None, high
    if count == 1 and (ONLY_LEAST.search(before) or behind.startswith("+")):
        return low, None
    return low, high


def _currency(said: str | None, country: str | None) -> str | None:
    if said == "$":
        return _DOLLARS.get(country or "", "USD")
    if said or country is None:
        return said
    return "EUR" if country in _EURO else _CURRENCIES.get(country)


def _period_of(amount: Decimal, currency: str | None, *, has_word: bool) -> Period | None:
    """The only period that a wage of this size can have."""
    if surely_yearly(amount, currency or "USD"):
        return "year"
    least, most = _MONTHLY
    if has_word and currency == "EUR" and least <= amount <= most:
        return "month"
    return None
