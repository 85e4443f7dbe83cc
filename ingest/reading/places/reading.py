"""The places of one location's text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.reading.places.choosing import place
from ingest.reading.places.gazetteer import folded
from ingest.reading.places.lists import alternatives
from ingest.reading.places.words import areas_named, mode_of
from ingest.sources.types import Location, Workplace

# The longest real one has 998 characters; what is longer is no place.
LONGEST = 1_200
MOST_PLACES = 40


@dataclass(frozen=True, slots=True)
class Places:
    """What the text of a location says. `remote_from`: countries where one may live, empty where it does not say."""

    locations: tuple[Location, ...] = ()
    workplace: Workplace | None = None
    remote_from: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def places(text: str) -> Places:
    """Never fails; what cannot be read is left out."""
    if len(text) > LONGEST:
        return Places()
    found: dict[tuple[str | None, ...], Location] = {}
    for alternative in alternatives(text)[:MOST_PLACES]:
        if one := place(alternative):
            found.setdefault((one.city, one.region, one.country), one)
    locations = _without_repeats(found.values())
    workplace = mode_of(text)
    return Places(locations, workplace, _remote_from(text, locations) if workplace == "remote" else ())


def _remote_from(text: str, locations: Sequence[Location]) -> tuple[str, ...]:
    stated = (place.country for place in locations if place.country)
    return tuple(dict.fromkeys((*stated, *areas_named(folded(text)))))


def _without_repeats(locations: Iterable[Location]) -> tuple[Location, ...]:
    """Without countries alone of which a town or a state is named as well."""
    listed = list(locations)
    with_more = {place.country for place in listed if place.city or place.region}
    return tuple(place for place in listed if place.city or place.region or place.country not in with_more)
