"""The one definition of a search: behind the search page, a saved search and a feed.

From a query string and to one; two compilers (`search.sql`, `search.dsl`) turn it into the same set of postings, which
are open ones only.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from ingest.models.posting import EmploymentType, Seniority, Workplace
from ingest.reading import skills
from search.synonyms import expand
from search.words import Words, parse, shortened

MOST_VALUES = 50
MOST_DAYS = 365
MOST_YEARS = 20
_SLUG = re.compile(r"[\w-]{1,200}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_SKILL = re.compile(r"[\w .+#/&-]{1,40}")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is empty is not asked for. `companies` are slugs, `countries` ISO 3166-1 alpha-2 in capitals.

    `most_years` finds what says that it asks for so many years of experience or fewer; of `skills` one is enough.

    `posted_within_days` is for the search page; matching, which looks at new postings only, leaves it out.
    """

    text: str = ""
    companies: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    workplaces: tuple[str, ...] = ()
    employment_types: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    most_years: int | None = None
    posted_within_days: int | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> "Criteria":
        """What a query string asks for. Never fails: what makes no sense is left out."""
        return cls(
            text=shortened(query.get("q", "").replace("\0", " ")),
            companies=_values(query.getlist("company"), lambda value: bool(_SLUG.fullmatch(value))),
            countries=_values(map(str.upper, query.getlist("country")), lambda value: bool(_COUNTRY.fullmatch(value))),
            workplaces=_values(query.getlist("workplace"), Workplace.values.__contains__),
            employment_types=_values(query.getlist("employment_type"), EmploymentType.values.__contains__),
            seniorities=_values(query.getlist("seniority"), Seniority.values.__contains__),
            skills=_values(map(skills.name_of, query.getlist("skill")), lambda value: bool(_SKILL.fullmatch(value))),
            most_years=_number(query.get("years", ""), 0, MOST_YEARS),
            posted_within_days=_number(query.get("days", ""), 1, MOST_DAYS),
        )

    @classmethod
    def from_string(cls, query_string: str) -> "Criteria":
        return cls.from_query(QueryDict(query_string))

    def to_query(self) -> str:
        """The canonical query string: equal searches give equal strings."""
        days = [str(self.posted_within_days)] if self.posted_within_days else []
        years = [] if self.most_years is None else [str(self.most_years)]
        text = str(parse(self.text))
        asked = {
            "q": [text] if text else [],
            "company": sorted(set(self.companies)),
            "country": sorted(set(self.countries)),
            "workplace": sorted(set(self.workplaces)),
            "employment_type": sorted(set(self.employment_types)),
            "seniority": sorted(set(self.seniorities)),
            "skill": sorted(set(self.skills)),
            "years": years,
            "days": days,
        }
        return urlencode(asked, doseq=True)

    @property
    def words(self) -> Words:
        """What the text asks for, with synonyms."""
        return expand(parse(self.text))

    @property
    def asks_nothing(self) -> bool:
        """Whether every posting would match. Nobody can save such a search."""
        filters = (
            self.companies,
            self.countries,
            self.workplaces,
            self.employment_types,
            self.seniorities,
            self.skills,
        )
        return not any(filters) and self.most_years is None and self.words == Words()


def _values(given: Iterable[str], makes_sense: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(sorted(list(dict.fromkeys(filter(makes_sense, given)))[:MOST_VALUES]))


def _number(given: str, least: int, most: int) -> int | None:
    sensible = given.isascii() and given.isdecimal() and len(given) <= len(str(most))
    return int(given) if sensible and least <= int(given) <= most else None
