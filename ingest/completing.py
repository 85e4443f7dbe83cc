"""The one place where the text of a posting completes what its source did not state. What is stated always wins.

What is read is no part of the content's hash, and what was stated is kept beside it: for a better reader no posting
changes.
`manage.py reread` brings what is stored up to date.
"""

import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from ingest.content import Content, amount_of
from ingest.reading import skills
from ingest.reading.experience import years_of_experience
from ingest.reading.pay import salary_in
from ingest.reading.places import Places, gazetteer, places, regions
from ingest.reading.seniority import seniority
from ingest.reading.words import WordsOf, words_of
from ingest.reading.working import employment_type_in, workplace_in
from ingest.sources.types import Location
from ingest.text import ANALYSIS, evident_language

# Moves whenever a rule reads equal postings to something else. Edits of the lists count by themselves.
VERSION = 1
_LISTS = (skills.DATA, regions.DATA, gazetteer.DATA)
MOST_LOCATIONS = 60


@dataclass(frozen=True, slots=True)
class Completed:
    """`content` with what the text says. `stated`: the columns of the original that now hold something else."""

    content: Content
    stated: dict[str, Any] | None
    seniority: str
    experience_years: int | None
    skills: tuple[str, ...]
    remote_from: tuple[str, ...]
    words: WordsOf

    def columns(self) -> dict[str, Any]:
        return {
            **self.content.columns(),
            "stated": self.stated,
            "seniority": self.seniority,
            "experience_years": self.experience_years,
            "skills": self.skills,
            "remote_from": self.remote_from,
            "read_with": reader(),
        }


@cache
def reader() -> int:
    """What a posting is read with: the rules, the lists, and the analysis of text, as one number."""
    lists = b"".join(path.read_bytes() for path in _LISTS)
    return zlib.crc32(lists, zlib.crc32(f"{VERSION} {ANALYSIS}".encode())) >> 1


def completed(content: Content) -> Completed:
    text = content.description_text
    words = words_of(text)
    said = [places(str(location["text"] or "")) for location in content.locations]
    locations = _locations(content.locations, said)
    workplace = content.workplace or _workplace(said) or workplace_in(content.title, words) or ""
    remote_from = _remote_from(locations, said) if workplace == "remote" else ()
    countries = tuple(dict.fromkeys([*content.countries, *_countries(locations), *remote_from]))
    full = replace(
        content,
        locations=locations,
        countries=countries,
        workplace=workplace,
        employment_type=content.employment_type or employment_type_in(content.title, words) or "",
        language=content.language or evident_language(words.words) or "",
        **_salary(content, countries),
    )
    years = years_of_experience(text)
    return Completed(
        content=full,
        stated=_stated(content, full),
        seniority=seniority(content.title) or "",
        experience_years=years.least if years else None,
        skills=skills.skills_in(words),
        remote_from=remote_from,
        words=words,
    )


_READ = (
    "locations", "countries", "workplace", "employment_type", "salary_min", "salary_max", "salary_currency",
    "salary_period", "language",
)  # fmt: skip


def _stated(content: Content, full: Content) -> dict[str, Any] | None:
    """What has to be known to compare with the source's next answer, and to read again."""
    return {n: getattr(content, n) for n in _READ if getattr(content, n) != getattr(full, n)} or None


def _locations(stated: Sequence[dict[str, str | None]], said: Sequence[Places]) -> tuple[dict[str, str | None], ...]:
    found = [one for location, text in zip(stated, said, strict=True) for one in _location(location, text.locations)]
    return tuple(found[:MOST_LOCATIONS])


def _location(stated: dict[str, str | None], said: Sequence[Location]) -> list[dict[str, str | None]]:
    """A location with what its own text adds: the country, the town, or several places where no town is stated."""
    fitting = [place for place in said if stated["country"] in {None, place.country}]
    if not fitting:
        return [stated]
    if stated["city"] is None and len(said) > 1:
        return [asdict(place) for place in said]
    first = fitting[0]
    if stated["city"] is not None and first.city not in {None, stated["city"]}:
        return [stated]
    return [{name: value or getattr(first, name) for name, value in stated.items()}]


def _countries(locations: Sequence[dict[str, str | None]]) -> list[str]:
    return [country for location in locations if (country := location["country"])]


def _workplace(said: Sequence[Places]) -> str | None:
    """Of several locations that say different things, none."""
    modes = {text.workplace for text in said if text.workplace}
    return modes.pop() if len(modes) == 1 else None


def _remote_from(locations: Sequence[dict[str, str | None]], said: Sequence[Places]) -> tuple[str, ...]:
    areas = [country for text in said for country in text.remote_from]
    return tuple(dict.fromkeys([*_countries(locations), *areas]))


def _salary(content: Content, countries: Sequence[str]) -> dict[str, Any]:
    if content.salary_min is not None or content.salary_max is not None:
        return {}
    read = salary_in(content.description_text, countries[0] if countries else None)
    if read is None or read.currency is None:
        return {}
    return {
        "salary_min": amount_of(read.min),
        "salary_max": amount_of(read.max),
        "salary_currency": read.currency,
        "salary_period": read.period or "",
    }
