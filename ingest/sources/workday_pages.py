"""How a Workday site is read page by page: its first total holds, and 2,000 of anything is only a ceiling."""

from collections.abc import Iterator

import msgspec

from ingest.sources.decoding import Item

LIMIT = 20
# What the vendor says where a site has more.
CEILING = 2_000
FACETS = ("jobFamilyGroup", "timeType", "workerSubType", "locations")
MOST_VALUES = 100


class Value(Item):
    id: str | None = None
    count: int = 0
    values: list["Value"] | None = None


class Facet(Item, rename="camel"):
    facet_parameter: str | None = None
    values: list[Value] | None = None


class Plan(msgspec.Struct):
    """Where the reading of a site has come to: a facet's value, its total, and the values that are still to be read.

    `lacking` is whether some value's total was not reached, or was the ceiling.
    """

    offset: int = 0
    total: int = -1
    facet: str = ""
    value: str = ""
    waiting: list[str] = []
    lacking: bool = False


def by_facet(plan: Plan, total: int, facets: list[Facet]) -> Plan | None:
    """The plan for a site whose first page says the ceiling: value by value of a facet that covers more than that."""
    if plan.total >= 0 or plan.facet or total != CEILING:
        return None
    for name in FACETS:
        values = [value for facet in facets if facet.facet_parameter == name for value in _leaves(facet.values or [])]
        ids = [value.id for value in values if value.id]
        if 1 < len(ids) <= MOST_VALUES and sum(value.count for value in values) >= CEILING:
            return Plan(facet=name, value=ids[0], waiting=ids[1:])
    return None


def _leaves(values: list[Value]) -> Iterator[Value]:
    for value in values:
        if value.values:
            yield from _leaves(value.values)
        else:
            yield value


def after(plan: Plan, count: int) -> Plan:
    """The plan after a page: its next page, or the first one of the next value."""
    plan.offset += count
    short = count < LIMIT
    plan.lacking |= short and plan.offset < plan.total
    if (plan.offset >= plan.total or short) and plan.waiting:
        value, *rest = plan.waiting
        return Plan(facet=plan.facet, value=value, waiting=rest, lacking=plan.lacking)
    if short:
        plan.total = min(plan.total, plan.offset)
    return plan
