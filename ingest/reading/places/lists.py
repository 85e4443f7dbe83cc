"""The alternatives of a location's text: `A; B; C`, `Berlin or Munich`, `Paris, Lyon, Marseille`."""

import re
from itertools import pairwise

from ingest.reading.countries import country
from ingest.reading.places.gazetteer import folded
from ingest.reading.places.parts import Part, is_great, leading, parts_of, told
from ingest.reading.places.regions import Region, region_named
from ingest.reading.places.words import mode_of

_SEMICOLONS = re.compile(r"\s*[;\n\u2022\u00b7]\s*")
_SLASHES = re.compile(r"\s+(?:/|\||or|oder|ou|o|and|und|et|y|&)\s+", re.IGNORECASE)
_TIGHT_SLASH = re.compile(r"/")
_COMMA = re.compile(r"\s*,\s*(?:(?:or|and|oder|und|ou|et)\s+)?")
# `Missouri-Kansas City, Kansas-Topeka`: a state and its town, several times.
_DASHED = re.compile(r"([^,-]{2,30})-([^,]{2,60})")
# `US-San Francisco, US-Remote`: the country's code, and what is in it, several times.
_CODED = re.compile(r"([A-Z]{2,3})\s?-\s?(\S.{1,58})")
_MORE = re.compile(r"\s?\+\s?\d{1,3}\s+more.*$", re.IGNORECASE)
_MODE_BEHIND = re.compile(r"\s?(?:\((?:remote|hybrid|on-?site)\)|-\s(?:remote|hybrid|on-?site))$", re.IGNORECASE)
# In thousands of people: a list of names without anything else is one of cities.
_A_CITY = 100
_A_LIST = 3


def alternatives(text: str) -> list[str]:
    found = []
    for piece in _SEMICOLONS.split(_MORE.sub("", text.strip())):
        for one in _dashed_list(piece) or _coded_list(piece) or _slashed(piece):
            found += _comma_list(_MODE_BEHIND.sub("", one)) or [one]
    return [piece for piece in found if piece]


def _slashed(text: str) -> list[str]:
    """Cut at ` / `, ` or ` and their like only where each side is a place by itself: `Trinidad and Tobago` is one."""
    for joint in (_SLASHES, _TIGHT_SLASH):
        pieces = [piece.strip() for piece in joint.split(text)]
        if len(pieces) > 1 and all(_is_place(piece) for piece in pieces) and not country(text):
            return pieces
    return [text]


def _is_place(text: str) -> bool:
    """Whether it can be one by itself: a state beside a town is no alternative to it."""
    return bool(mode_of(text)) or any(part.towns or (part.country and not part.regions) for part in parts_of(text))


def _dashed_list(text: str) -> list[str]:
    dashed = [_DASHED.fullmatch(piece.strip()) for piece in text.split(",")]
    if len(dashed) == 1 or not all(d and region_named(folded(d[1])) for d in dashed):
        return []
    return [f"{d[2]}, {d[1]}" for d in dashed if d]


def _coded_list(text: str) -> list[str]:
    coded = [_CODED.fullmatch(piece.strip()) for piece in text.split(",")]
    if len(coded) == 1 or not all(c and country(c[1]) for c in coded):
        return []
    return [f"{c[2]}, {c[1]}" for c in coded if c]


def _comma_list(text: str) -> list[str]:
    """The places of `Paris, Lyon, Marseille`, `Spain, Portugal` and `Austin, TX, Denver, CO`; empty for one place."""
    pieces = [piece for piece in _COMMA.split(text) if piece]
    if not 1 < len(pieces) <= len(text) // _A_LIST:
        return []
    each = [told(piece) for piece in pieces]
    if any(len(parts) != 1 for parts in each):
        return []
    parts = [part for (part,) in each]
    return _like_ones(pieces, parts) or _cities_of_country(pieces, parts) or _towns_with_states(pieces, parts)


def _like_ones(pieces: list[str], parts: list[Part]) -> list[str]:
    """All of them countries, all of them states, or all of them cities."""
    if len({part.name for part in parts}) < len(parts):
        return []
    if all(part.regions for part in parts) and (len(parts) >= _A_LIST or not any(part.towns for part in parts)):
        return pieces
    of_countries = all(part.country and not part.regions for part in parts)
    if of_countries and (len(parts) >= _A_LIST or not any(part.towns for part in parts)):
        return pieces
    in_state = any(_is_town_of(part, state.regions) for part, state in pairwise(parts))
    return pieces if all(map(_is_city, parts)) and not in_state else []


def _cities_of_country(pieces: list[str], parts: list[Part]) -> list[str]:
    """Cities, and at the end their country; towns, and at the end their state."""
    *cities, last = parts
    if len(cities) == 1 or not (last.country or last.regions):
        return []
    if last.regions:
        fit = all(_is_town_of(part, last.regions) and not is_great(part) for part in cities)
    else:
        in_state = any(_is_town_of(part, state.regions) for part, state in pairwise(cities))
        fit = not in_state and all(_is_city(part) and part.towns[0].country == last.country for part in cities)
    return [f"{piece}, {pieces[-1]}" for piece in pieces[:-1]] if fit else []


def _is_town_of(part: Part, regions: tuple[Region, ...]) -> bool:
    return any((town.country, town.region) in regions for town in part.towns)


def _towns_with_states(pieces: list[str], parts: list[Part]) -> list[str]:
    """A town and its state or country, a town and its state or country."""
    if len(parts) <= _A_LIST or len(parts) % 2 or not all(part.regions or part.country for part in parts[1::2]):
        return []
    towns = parts[::2]
    if not all(part.towns and (not part.regions or is_great(part)) for part in towns):
        return []
    return [f"{pieces[i]}, {pieces[i + 1]}" for i in range(0, len(pieces), 2)]


def _is_city(part: Part) -> bool:
    town = leading(part.towns)
    if town is None or town.thousands < _A_CITY or part.country:
        return False
    return not part.regions or is_great(part)
