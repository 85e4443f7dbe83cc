"""Criteria in a person's words, each part with the criteria that remain without it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ingest.models import Company
from ingest.models.posting import EmploymentType, Seniority, Workplace
from search.countries import COUNTRIES
from search.criteria import Criteria

WORKPLACES = {value: str(label) for value, label in Workplace.choices}
EMPLOYMENT_TYPES = {value: str(label) for value, label in EmploymentType.choices}
SENIORITIES = {value: str(label) for value, label in Seniority.choices}


@dataclass(frozen=True)
class Part:
    """One thing that criteria ask for. `name` and `value` are those of the query string."""

    name: str
    value: str
    label: str
    without: Criteria


def parts_of(criteria: Criteria) -> list[Part]:
    parts = [Part("q", criteria.text, f"“{criteria.text}”", replace(criteria, text=""))] if criteria.text else []
    names = dict(Company.objects.filter(slug__in=criteria.companies).values_list("slug", "name"))
    parts += _each("company", criteria.companies, names, lambda kept: replace(criteria, companies=kept))
    parts += _each("country", criteria.countries, COUNTRIES, lambda kept: replace(criteria, countries=kept))
    parts += _each("workplace", criteria.workplaces, WORKPLACES, lambda kept: replace(criteria, workplaces=kept))
    parts += _each(
        "employment_type",
        criteria.employment_types,
        EMPLOYMENT_TYPES,
        lambda kept: replace(criteria, employment_types=kept),
    )
    parts += _each("seniority", criteria.seniorities, SENIORITIES, lambda kept: replace(criteria, seniorities=kept))
    parts += _each("skill", criteria.skills, {}, lambda kept: replace(criteria, skills=kept))
    if criteria.most_years is not None:
        label = years_label(criteria.most_years)
        parts.append(Part("years", str(criteria.most_years), label, replace(criteria, most_years=None)))
    days = criteria.posted_within_days
    if days:
        without = replace(criteria, posted_within_days=None)
        parts.append(Part("days", str(days), "last day" if days == 1 else f"last {days} days", without))
    return parts


def years_label(years: int) -> str:
    """What a limit of years of experience says."""
    return {0: "no experience", 1: "up to 1 year of experience"}.get(years, f"up to {years} years of experience")


def words_of(criteria: Criteria) -> str:
    return ", ".join(part.label for part in parts_of(criteria)) or "Everything"


def _each(
    name: str, values: tuple[str, ...], labels: Mapping[str, str], having: Callable[[tuple[str, ...]], Criteria]
) -> list[Part]:
    return [
        Part(name, value, labels.get(value, value), having(tuple(other for other in values if other != value)))
        for value in values
    ]
