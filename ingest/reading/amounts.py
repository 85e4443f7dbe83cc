"""Amounts of money in a text: `$120K`, `90.000 €`, `1 867,02€`, `CAD 101,184`, `40 K€`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Of a text, so much is looked at, and so many numbers in it: a stranger's page may be made of digits.
LONGEST = 30_000
_MOST_NUMBERS = 200
_NUMBER = re.compile(r"\d[\d.,'\u2019]{0,14}(?:[ \u00a0\u202f]\d{3}(?!\d)(?:,\d\d)?)?")
_CODES = "USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|HKD|INR|PLN|SEK|NOK|DKK|CZK|BRL|MXN|ZAR|AED|JPY"
_BEFORE = re.compile(rf"(?:\b({_CODES})\s?\$?|(US|CA|C|AU|A|NZ|S|HK|R|MX)?([$€£₹]))\s?$")
_BEHIND = re.compile(
    r"\s?(k|K|Tsd\.?|T(?=€))?(?:\s?(?:([$€£₹])|(zł)|([Ee]uros?\b)|("
    + _CODES
    + r")\b))?(\s?(?:M|MM|mm|m|bn|B|Mio\.?|Mrd"
    r"|million|billion|millones|millions|Millionen)\b\+?)?(?![\w%])"
)
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "$": "$"}
_DOLLARS = {"US": "USD", "CA": "CAD", "C": "CAD", "AU": "AUD", "A": "AUD", "NZ": "NZD", "S": "SGD", "HK": "HKD"}
_OTHERS = {"R": "BRL", "MX": "MXN"}
_PER = r"(?:/|per |an? |pro |par |al? )\s?(?:year|yr|hour|hr|h|annum|month|week|day|jahr|stunde|monat|mois|an|mes|año)"
_JOINT = re.compile(
    rf"\s{{0,3}}(?:{_PER})?\s{{0,3}}(?:-|\u2013|\u2014|\u2012|~|to|and|bis|und|à|et|a|y|hasta)\s{{0,3}}(?:{_CODES})?"
    r"\s?(?:US|CA|C|A)?[$€£₹]?\s?",
    re.IGNORECASE,
)
_MOST_BETWEEN = 30
_EUROPEAN = re.compile(r"\d{1,3}(?:[. '\u2019\u00a0\u202f]\d{3})+(?:,\d{1,2})?")
_ENGLISH = re.compile(r"\d{1,3}(?:[,'\u2019]\d{3})+(?:\.\d{1,2})?")
_PLAIN = re.compile(r"\d{1,7}(?:[.,]\d{1,2})?")
_PENSION_PLANS = frozenset({401, 403, 457})


@dataclass(frozen=True, slots=True)
class Amount:
    """`start` to `end` is the amount with its currency. `currency` is an ISO code, or `$` where it may be several."""

    start: int
    end: int
    value: Decimal
    currency: str | None
    is_thousands: bool
    is_millions: bool

    def goes_on_to(self, other: "Amount", text: str) -> bool:
        """Whether the two are the ends of one range."""
        if other.start - self.end > _MOST_BETWEEN or not self._may_be_of(other.currency):
            return False
        return bool(_JOINT.fullmatch(text, self.end, other.start))

    def _may_be_of(self, currency: str | None) -> bool:
        return currency in {None, self.currency} or self.currency in {None, "$"} or currency == "$"


def amounts_in(text: str) -> Iterator[Amount]:
    for count, match in enumerate(_NUMBER.finditer(text, 0, LONGEST)):
        if count == _MOST_NUMBERS:
            return
        if amount := _amount(text, match.start(), match[0].rstrip(".,'\u2019")):
            yield amount


def _amount(text: str, start: int, number: str) -> Amount | None:
    value, end = _value(number), start + len(number)
    if value is None:
        return None
    before = _BEFORE.search(text, max(0, start - 6), start)
    behind = _BEHIND.match(text, end)
    currency = _currency_before(before) if before else None
    if behind is None and not currency:
        # A size, a share, a part of a word.
        return None
    if behind:
        end = behind.end()
        currency = currency if currency not in {None, "$"} else _currency_behind(behind) or currency
    is_thousands = bool(behind and behind[1])
    if is_thousands and not currency and value in _PENSION_PLANS:
        return None
    is_millions = bool(behind and behind[6])
    return Amount(
        before.start() if before else start,
        end,
        value * 1000 if is_thousands else value,
        currency,
        is_thousands,
        is_millions,
    )


def _currency_before(match: re.Match[str]) -> str | None:
    if match[1] or match[3] != "$":
        return str(match[1] or _SYMBOLS[match[3]])
    return _DOLLARS.get(match[2] or "", _OTHERS.get(match[2] or "", "$"))


def _currency_behind(match: re.Match[str]) -> str | None:
    if match[2]:
        return _SYMBOLS[match[2]]
    return "PLN" if match[3] else "EUR" if match[4] else match[5]


def _value(number: str) -> Decimal | None:
    """What the digits mean, where point and comma leave no doubt."""
    if _ENGLISH.fullmatch(number):
        return Decimal(re.sub(r"[^\d.]", "", number))
    if _EUROPEAN.fullmatch(number):
        return Decimal(re.sub(r"[^\d,]", "", number).replace(",", "."))
    return Decimal(number.replace(",", ".")) if _PLAIN.fullmatch(number) else None
