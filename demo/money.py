"""Salaries: what a position pays in a country, and how that is written in a language."""

from demo.chance import Chance
from demo.company import Employment, Salary
from demo.places import Country
from demo.trades import Language

_HOURLY_TRADES = ("nursing", "logistics", "production", "support")
_SHARE = {"full_time": 1.0, "part_time": 0.6, "contract": 1.15, "temporary": 0.9, "internship": 0.4}
_HOURS = 2080
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
_SEPARATORS = {"en": ",", "de": ".", "fr": "\N{NARROW NO-BREAK SPACE}"}


def salary_for(trade: str, worth: float, employment: Employment, country: Country, chance: Chance) -> Salary:
    """`worth` is what the position pays full time in Germany, in thousand euros a year."""
    yearly = worth * country.pay * _SHARE[employment]
    least, most = yearly * 0.9, yearly * (1.08 + chance.below(25) / 100)
    if trade in _HOURLY_TRADES and country.code in ("US", "GB", "CA", "AU"):
        return Salary(round(least / _HOURS), round(most / _HOURS) + 1, country.currency, "hour")
    if country.code in ("PL", "CZ", "AT") or (country.code in ("DE", "FR") and trade in _HOURLY_TRADES):
        return Salary(_rounded(least / 12, 50), _rounded(most / 12, 50), country.currency, "month")
    return Salary(_rounded(least, 500), _rounded(most, 500), country.currency, "year")


def raised(salary: Salary, percent: int) -> Salary:
    step = {"year": 500, "month": 50, "hour": 1}[salary.period]
    least, most = (_rounded(amount * (100 + percent) / 100, step) for amount in (salary.least, salary.most))
    return Salary(least, max(most, salary.most + step), salary.currency, salary.period)


def amount_text(amount: int, currency: str, language: Language) -> str:
    digits = f"{amount:,}".replace(",", _SEPARATORS[language])
    sign = _SIGNS.get(currency)
    if language == "en":
        return f"{sign}{digits}" if sign else f"{currency} {digits}"
    return f"{digits} {sign or currency}"


def _rounded(amount: float, step: int) -> int:
    return max(step, round(amount / step) * step)
