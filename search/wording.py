"""Criteria in a person's words, each part with the criteria that remain without it."""

from dataclasses import dataclass, replace

from ingest.models import Company
from ingest.models.posting import EmploymentType, Workplace
from search.countries import COUNTRIES
from search.criteria import Criteria


@dataclass(frozen=True)
class Part:
    """One thing that criteria ask for. `name` and `value` are those of the query string."""

    name: str
    value: str
    label: str
    without: Criteria


def parts_of(criteria: Criteria) -> list[Part]:
    parts = [Part("q", criteria.text, f"“{criteria.text}”", replace(criteria, text=""))] if criteria.text else []
    companies = dict(Company.objects.filter(slug__in=criteria.companies).values_list("slug", "name"))
    parts += _several(criteria, "company", "companies", companies)
    parts += _several(criteria, "country", "countries", COUNTRIES)
    parts += _several(criteria, "workplace", "workplaces", dict(Workplace.choices))
    parts += _several(criteria, "employment_type", "employment_types", dict(EmploymentType.choices))
    days = criteria.posted_within_days
    if days:
        without = replace(criteria, posted_within_days=None)
        parts.append(Part("days", str(days), "last day" if days == 1 else f"last {days} days", without))
    return parts


def words_of(criteria: Criteria) -> str:
    return ", ".join(part.label for part in parts_of(criteria)) or "Everything"


def _several(criteria: Criteria, name: str, field: str, labels: dict[str, str]) -> list[Part]:
    values: tuple[str, ...] = getattr(criteria, field)
    return [
        Part(
            name,
            value,
            labels.get(value, value),
            replace(criteria, **{field: tuple(other for other in values if other != value)}),
        )
        for value in values
    ]
