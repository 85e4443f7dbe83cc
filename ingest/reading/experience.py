"""How many years of experience a text asks for, in English, German, French and Spanish.

The first that is asked for counts: what follows is of parts of it, or nice to have. A company's own years, ages, terms
and warranties are none.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 30_000
MOST_YEARS = 20
# A company says that it has so many; hardly one asks for them.
_RATHER_ITS_OWN = 15
_MOST_MENTIONS = 60
_BEFORE, _BEHIND = 70, 75
_UNITS = ("year", "Year", "YEAR", "yrs", " ans", "Jahr", "año", "anni ")
_WORDS = {
    name: number
    for number, names in enumerate(
        (
            "zero", "one ein un uno", "two zwei deux dos", "three drei trois tres", "four vier quatre cuatro",
            "five fünf cinq cinco", "six sechs seis", "seven sieben sept siete", "eight acht huit ocho", "nine neun",
            "ten zehn dix diez", "eleven", "twelve",
        )
    )
    for name in names.split()
}  # fmt: skip
_NUMBER = r"(?:\d{1,2}|" + "|".join(_WORDS) + ")"
_COUNT = re.compile(
    rf"(?<![\w.,$€£])({_NUMBER})\s?(\+|plus|or more)?\s?(?:\(\d{{1,2}}\)\s?)?"
    rf"(?:(?:-|\u2013|\u2014|\u2011|to|bis|à|a|ou|or)\s?({_NUMBER})\s?(\+|plus)?)?\s?(?:full |volle |solid )?$",
    re.IGNORECASE,
)
_EXPERIENCE = re.compile(
    r"experience|erfahrung|expérience|experiencia|track record|background in|qualified", re.IGNORECASE
)
_AT_LEAST = re.compile(
    r"(?:minimum|at least|min\.?|mindestens|au moins|mínimo|al menos|around|typically|probably have|>)[\w ]{0,6}"
    r"[:\s]{0,2}$",
    re.IGNORECASE,
)
_ITS_OWN = re.compile(
    r"(?:\b(?:for|over|past|last|next|first|within|every|since|nearly|almost|in just over|more than|turned|celebrat\w+"
    r"|seit|über|depuis|desde hace|be|every)\s|\b(?:aged?|grade|year)\s)[\w ]{0,8}$",
    re.IGNORECASE,
)
_ITS_OWN_BEHIND = re.compile(
    r"s?\W{0,2}(?:old|of age|ago|in a row|in business|anniversary|warranty|contract|term\b|degree|or older|and counting"
    r"|and over|of success|running|in the making|program|plan\b|lease|/ bachelor|alt\b|as of)",
    re.IGNORECASE,
)
_IN_A_TRADE = re.compile(
    r"s?\W{0,3}(?:in|of|as|with|working|building|leading|managing|handling|using|full)\b", re.IGNORECASE
)
_BULLET = re.compile(r"(?:^|[\n\u2022\u00b7:*✨]|\s-|\.)\s{0,4}(?:you (?:have|bring)\s)?$", re.IGNORECASE)


class Years(NamedTuple):
    """`most` is None where the text only says how many at least."""

    least: int
    most: int | None


def years_of_experience(text: str) -> Years | None:
    for place in _mentions(text):
        if years := _asked_for(text, place):
            return years
    return None


def _mentions(text: str) -> Iterator[int]:
    places: list[int] = []
    for unit in _UNITS:
        place = text.find(unit, 0, LONGEST)
        while place >= 0 and len(places) < _MOST_MENTIONS:
            places.append(place + (unit[0] == " "))
            place = text.find(unit, place + 1, LONGEST)
    return iter(sorted(places))


def _asked_for(text: str, place: int) -> Years | None:
    before = text[max(0, place - _BEFORE) : place]
    count = _COUNT.search(before[-35:])
    if count is None:
        return None
    least, most = _number(count[1]), _number(count[3]) if count[3] else None
    ahead = before[: len(before) - len(before[-35:]) + count.start()]
    behind = text[place + 4 : place + _BEHIND]
    if least > MOST_YEARS or (most is not None and most <= least) or _ITS_OWN_BEHIND.match(behind):
        return None
    at_least = bool(count[2] or count[4] or _AT_LEAST.search(ahead))
    if not at_least and (_ITS_OWN.search(ahead) and (least >= _RATHER_ITS_OWN or not _EXPERIENCE.search(behind))):
        return None
    if not (at_least or _is_asked(ahead, behind, is_range=most is not None)):
        return None
    return Years(least, None if count[4] else most)


def _is_asked(ahead: str, behind: str, *, is_range: bool) -> bool:
    if _EXPERIENCE.search(behind) or _EXPERIENCE.search(ahead[-30:]):
        return True
    return bool(_IN_A_TRADE.match(behind)) and (is_range or bool(_BULLET.search(ahead)))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS[word.casefold()]
