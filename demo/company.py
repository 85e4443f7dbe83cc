"""What the demo knows of companies, their boards and their postings, before a vendor's format is put around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from demo.chance import Chance
from demo.places import Place
from demo.sectors import Sector
from demo.trades import Language

T = TypeVar("T")
Workplace = Literal["onsite", "hybrid", "remote"]
Employment = Literal["full_time", "part_time", "contract", "temporary", "internship"]
SectionKind = Literal["about", "role", "duties", "profile", "extras", "benefits", "closing"]
Event = Literal["none", "always_empty", "empties", "vanishes", "halves", "moves_out", "moves_in"]


@dataclass(frozen=True, slots=True)
class Employer:
    """`languages` are those of its postings, the frequent ones several times."""

    name: str
    slug: str
    website: str
    sector: Sector
    cities: tuple[Place, ...]
    languages: tuple[Language, ...]
    founded: int
    people: int


@dataclass(frozen=True, slots=True)
class Board:
    """One public listing. `key` decides what it shows: two boards with one key show the same under different ids.

    `slots` are places for a posting, taken by one after another. A quiet board hardly moves. `event` happens on
    `event_day`.
    """

    source: str
    token: str
    key: str
    employer: Employer
    slots: int
    quiet: bool
    event: Event = "none"
    event_day: int = 0
    european: bool = False

    def habit(self, what: str, choices: Sequence[T]) -> T:
        """Which of the ways to fill in a vendor's form this employer has."""
        return Chance(self.key, "habit", what).pick(choices)


@dataclass(frozen=True, slots=True)
class Company:
    employer: Employer
    boards: tuple[Board, ...]


@dataclass(frozen=True, slots=True)
class Salary:
    least: int
    most: int
    currency: str
    period: Literal["year", "month", "hour"]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a description: plain text, without markup or entities."""

    kind: SectionKind
    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """`number` has 64 bits; the vendors' ids are cut from it. Copies and reposts share `requisition`.

    `published` and `changed` lie on the day before the first one that shows it, so that no clock of that day finds a
    moment in its future.
    """

    number: int
    requisition: int
    title: str
    language: Language
    trade: str
    department: str
    places: tuple[Place, ...]
    workplace: Workplace
    employment: Employment
    employment_label: str
    senior: bool
    salary: Salary | None
    sections: tuple[Section, ...]
    published: datetime
    changed: datetime
