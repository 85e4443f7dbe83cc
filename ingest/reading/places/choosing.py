"""One place out of the parts of its text: first the country, then the state, then the town that fits both."""

import re
from collections.abc import Sequence

from ingest.reading.places.gazetteer import Town
from ingest.reading.places.parts import BELIEVED, Part, is_great, leading, part_of, parts_of, shortened
from ingest.reading.places.regions import Region, regions_coded
from ingest.reading.places.words import AREA_WORDS, NO_TOWN
from ingest.sources.types import Location

# Many words are no town's name but a sentence.
_MOST_WORDS = 5
_SHORTEST_NAME = 3
# In thousands of people: of a town that is found inside of a longer text, with its country and without.
_A_CITY = 100
_A_LARGE_CITY = 300
_CITY_STATES = frozenset({"SG", "HK", "MO", "MC", "GI"})
# In their addresses a town's state stands behind it.
_WITH_STATES = frozenset({"US", "CA", "AU"})
_IN_A_SENTENCE = re.compile(r"\b([A-Z][\w.'-]{1,20}(?: [A-Z][\w.'-]{1,20}){0,2}), ([A-Z]{2})\b")
_LONGEST_TEXT = 300

Chosen = tuple[Part, Town | None]


def place(text: str) -> Location | None:
    parts = parts_of(text)
    found = _place(parts)
    if found is None and (named := _IN_A_SENTENCE.search(text)) and regions_coded(named[2]):
        found = _place([part_of(named[1]), part_of(named[2])])
    if found is None:
        return None
    city, region, country = found
    return Location(text.strip()[:_LONGEST_TEXT], city, region, country)


def _place(parts: list[Part]) -> tuple[str | None, str | None, str] | None:
    if len(parts) == 1 and parts[0].country and parts[0].regions:
        # Georgia, or CA: of the two that it can be, nobody knows which.
        return None
    country, said = _country(parts)
    region, region_said = _region(parts, country, said)
    if country is None and region:
        country = region.country
    chosen = _city(parts, country, region, (said, region_said))
    if chosen is None:
        if region and _contradicted(parts, region):
            region = None
        return (None, region.code if region else None, country) if country else None
    part, town = chosen
    country = country or (town.country if town else None)
    if country is None:
        return None
    code = region.code if region else town.region or None if town and town.country in _WITH_STATES else None
    return part.text.title() if part.text.isupper() else part.text, code, country


def _country(parts: list[Part]) -> tuple[str | None, int]:
    """The country and where it is said; -1 where it is not. The last one counts, if a town of it is beside it."""
    said = [(i, part) for i, part in reversed(list(enumerate(parts))) if part.country and not _rather_town(part, parts)]
    certain = [(i, part) for i, part in said if not part.regions]
    # What may be a state as well (CA, DE, IN, Georgia) is one, unless a town or a state of that country is beside it.
    likely = [(i, part) for i, part in said if part.regions and _rather_country(i, parts)]
    for i, part in (*certain, *likely):
        if len(parts) == 1 or any(_in_country(other, part.country) for other in parts if other is not part):
            return part.country, i
    for i, part in (*certain, *likely):
        return part.country, i
    return None, -1


def _rather_country(i: int, parts: list[Part]) -> bool:
    part, others = parts[i], [*parts[:i], *parts[i + 1 :]]
    if i and any(region.country == part.country for region in parts[i - 1].regions):
        return True
    if any(_in_region(other, part.regions) for other in others):
        return False
    # In Canada a province stands behind a town: without one, California is meant, unless everybody knows the town.
    least = _A_CITY if part.text == "CA" else 0
    return any(_in_country(other, part.country, least) for other in others) or any(
        _in_country(shorter, part.country, _A_CITY)
        for other in others
        if not other.towns
        for shorter in shortened(other.text)
    )


def _rather_town(part: Part, parts: list[Part]) -> bool:
    """`Jamaica, NY` and `Singapore - Singapore`: a country's name as a town's, beside that of a state or country."""
    if not part.towns:
        return False
    behind = parts[parts.index(part) + 1 :]
    if any(other.is_code and other.regions and _none_of(other.regions, part.country) for other in behind[:1]):
        return True
    others = [other for other in parts if other is not part and other.country]
    if not any(other.country != part.country or other.is_code for other in others):
        return False
    return part is parts[0] or any(_in_country(part, other.country) for other in others)


def _none_of(regions: Sequence[Region], country: str | None) -> bool:
    return all(region.country != country for region in regions)


def _region(parts: list[Part], country: str | None, said: int) -> tuple[Region | None, int]:
    """The state of which another part is a town, else one that is said by its code, else by its name."""
    found = []
    for i, part in enumerate(parts):
        fitting = [region for region in part.regions if country in {None, region.country}]
        if i == said or not fitting:
            continue
        known = [r for r in fitting if any(_in_region(other, (r,)) for other in parts if other is not part)]
        # Of a state and a great town of one name, the state is the one that stands behind another name.
        behind_a_name = i > 0 and not parts[i - 1].country and not parts[i - 1].regions
        if known or part.is_code or behind_a_name or not is_great(part, fitting[0].country):
            found.append((not known, not part.is_code, i, (known or fitting)[0]))
    if not found:
        return None, -1
    *_, i, region = min(found)
    return region, i


def _city(parts: list[Part], country: str | None, region: Region | None, said: tuple[int, int]) -> Chosen | None:
    left = [(i, part) for i, part in enumerate(parts) if i not in said and part.name not in AREA_WORDS]
    left = [(i, part) for i, part in left if part.towns or not part.country]
    if country is None:
        return _town_alone([part for _, part in left])
    # First what stands right before its state, then from the left.
    ordered = [part for i, part in sorted(left, key=lambda item: (item[0] != said[1] - 1, item[0]))]
    return (
        _town_among(ordered, country, region)
        or _town_within(ordered, country, region)
        or _unknown_town(left, country, said)
        or _city_state(parts, country, said[0])
    )


def _town_among(parts: Sequence[Part], country: str, region: Region | None) -> Chosen | None:
    for part in parts:
        if town := _town_in(part, country, region):
            return part, town
    return None


def _town_within(parts: Sequence[Part], country: str, region: Region | None) -> Chosen | None:
    for part in parts:
        for shorter in shortened(part.text):
            town = _town_in(shorter, country, region)
            if town and town.thousands >= BELIEVED:
                return shorter, town
    return None


def _unknown_town(left: Sequence[tuple[int, Part]], country: str, said: tuple[int, int]) -> Chosen | None:
    """What no gazetteer knows, where a town's name stands: before its state or country, or alone behind it."""
    before = {position - 1 for position in said}
    if said == (0, 1):
        before.add(2)
    for i, part in left:
        if i in before and _looks_like_a_name(part.text) and not _is_elsewhere(part, country):
            return part, None
    if len(left) == 1 and min(said) == 0 and _looks_like_a_name(left[0][1].text):
        return left[0][1], None
    return None


def _is_elsewhere(part: Part, country: str) -> bool:
    """Whether it is a large city in another state of the country: then several places are said, and not one."""
    return _in_country(part, country, _A_LARGE_CITY)


def _contradicted(parts: Sequence[Part], region: Region) -> bool:
    """Whether a large city of the country stands beside a state in which it is not."""
    return any(
        town.country == region.country and town.region not in {"", region.code} and town.thousands >= _A_LARGE_CITY
        for part in parts
        if not part.regions
        for town in part.towns[:1]
    )


def _city_state(parts: list[Part], country: str, said: int) -> Chosen | None:
    """`Singapore`, `Hong Kong`: country and town in one."""
    if said < 0 or country not in _CITY_STATES or parts[said].is_code:
        return None
    town = _town_in(parts[said], country, None)
    return (parts[said], town) if town else None


def _town_alone(parts: Sequence[Part]) -> Chosen | None:
    """A town whose country is not said: believed when it is large beside those of its name elsewhere."""
    for part in parts:
        if town := leading(part.towns):
            return part, town
    for part in parts:
        for shorter in shortened(part.text):
            town = leading(shorter.towns)
            if town and town.thousands >= _A_LARGE_CITY:
                return shorter, town
    return None


def _town_in(part: Part, country: str, region: Region | None) -> Town | None:
    code = region.code if region else ""
    return next((t for t in part.towns if t.country == country and (not code or t.region in {"", code})), None)


def _in_region(part: Part, regions: Sequence[Region]) -> bool:
    return any((town.country, town.region) in regions for town in part.towns)


def _in_country(part: Part, country: str | None, least: int = 0) -> bool:
    return any(town.country == country and town.thousands >= least for town in part.towns)


def _looks_like_a_name(text: str) -> bool:
    words = text.split()
    return (
        len(words) <= _MOST_WORDS
        and not any(character.isdigit() for character in text)
        and sum(map(str.isalpha, text)) >= _SHORTEST_NAME
        and text[0].isupper()
        and text.casefold() not in NO_TOWN
    )
