"""Criteria in the terms of the database: a tsquery and ids, as in the columns of kept criteria. Null does not ask."""

from dataclasses import dataclass

from ingest.models import Company
from search.criteria import Criteria
from search.tsquery import tsquery_of

# Moves whenever equal criteria compile to something else: with the analysis of text, with synonyms, with the columns.
VERSION = 2


@dataclass(frozen=True, slots=True)
class Compiled:
    tsquery: str | None
    company_ids: list[int] | None
    countries: list[str] | None
    workplaces: list[str] | None
    employment_types: list[str] | None
    seniorities: list[str] | None
    skills: list[str] | None
    most_years: int | None


def compile_criteria(criteria: Criteria) -> Compiled:
    """A company that nobody knows is asked for all the same, and finds nothing."""
    return Compiled(
        tsquery=tsquery_of(criteria.words),
        company_ids=_ids_of(criteria.companies) if criteria.companies else None,
        countries=list(criteria.countries) or None,
        workplaces=list(criteria.workplaces) or None,
        employment_types=list(criteria.employment_types) or None,
        seniorities=list(criteria.seniorities) or None,
        skills=list(criteria.skills) or None,
        most_years=criteria.most_years,
    )


def _ids_of(slugs: tuple[str, ...]) -> list[int]:
    return sorted(Company.objects.filter(slug__in=slugs).values_list("id", flat=True))
