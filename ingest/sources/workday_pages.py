"""How a Workday site is read page by page: its first total holds, and 2,000 of anything is only a ceiling.

A site at the ceiling is read once for each part of it: the values of a facet, as many at a time as stay below the
ceiling. A part that is at the ceiling itself is divided again, by the next facet. What comes twice is the same posting.
"""

from collections.abc import Iterator, Sequence

import msgspec

from ingest.sources.decoding import Item

LIMIT = 20
# What the vendor says where a site has more.
CEILING = 2_000
# Of several values that are asked for together: below the ceiling also when some postings come meanwhile.
MOST_TOGETHER = 1_800
# Those of which a posting has one each, in the order in which a site is divided by them.
SINGLE = ("jobFamilyGroup", "timeType", "workerSubType")
FACETS = (*SINGLE, "locations")
# What the vendor takes in one request.
MOST_VALUES = 100

Applied = dict[str, list[str]]


class Value(Item):
    id: str | None = None
    count: int = 0
    values: list["Value"] | None = None


class Facet(Item, rename="camel"):
    facet_parameter: str | None = None
    values: list[Value] | None = None


class Part(msgspec.Struct, frozen=True):
    """A part of a site: the facets' values that make it, and how many postings the facet said that it has."""

    applied: Applied = {}
    count: int = 0


class Plan(msgspec.Struct):
    """Where the reading of a site has come to: the part that is being read, and those that are still to be read.

    `total` is the part's own, -1 before its first page, and `first` the path on top of that page: a page that shows it
    again has begun anew. `lacking` is whether something was not reached.
    """

    offset: int = 0
    total: int = -1
    first: str = ""
    part: Part = Part()
    waiting: list[Part] = []
    lacking: bool = False


def divided(plan: Plan, total: int, facets: Sequence[Facet]) -> Plan | None:
    """The plan for a part whose first page says the ceiling. None where it is read as it is."""
    if plan.total >= 0 or total != CEILING:
        return None
    stated = {facet.facet_parameter: facet.values or [] for facet in facets}
    values = {n: list(_leaves(stated[n])) for n in FACETS if n in stated and n not in plan.part.applied}
    sums = {name: sum(value.count for value in values[name]) for name in values}
    usable = [name for name in values if sum(bool(value.id) for value in values[name]) > 1]
    if not usable:
        return _one_by_one(plan)
    expected = max([CEILING, plan.part.count, *(sums[name] for name in sums if name in SINGLE)])
    name = next((name for name in usable if sums[name] >= expected), max(usable, key=sums.__getitem__))
    lacking = sums[name] < expected or any(value.count and not value.id for value in values[name])
    parts = [Part({**plan.part.applied, name: ids}, count) for ids, count in _together(values[name])]
    return _begun(plan, parts, lacking=lacking) if parts else None


def _one_by_one(plan: Plan) -> Plan | None:
    """No facet divides it further: at least each of its values alone, where several were asked for together."""
    applied = plan.part.applied
    name = next((name for name, ids in applied.items() if len(ids) > 1), None)
    return _begun(plan, [Part({**applied, name: [id_]}) for id_ in applied[name]], lacking=False) if name else None


def _begun(plan: Plan, parts: list[Part], *, lacking: bool) -> Plan:
    return Plan(part=parts[0], waiting=[*parts[1:], *plan.waiting], lacking=plan.lacking or lacking)


def _together(values: Sequence[Value]) -> Iterator[tuple[list[str], int]]:
    """The values' ids, the largest first, in groups that stay below the ceiling, each with its count."""
    group, count = list[str](), 0
    for value in sorted(values, key=lambda value: -value.count):
        if not value.id or value.count <= 0:
            continue
        if group and (count + value.count > MOST_TOGETHER or len(group) >= MOST_VALUES):
            yield group, count
            group, count = [], 0
        group.append(value.id)
        count += value.count
    if group:
        yield group, count


def _leaves(values: Sequence[Value]) -> Iterator[Value]:
    for value in values:
        if value.values:
            yield from _leaves(value.values)
        else:
            yield value


def is_throttled(plan: Plan, stated: int, count: int) -> bool:
    """Whether a page is empty before the end: that is how the vendor slows its callers down.

    A later page that states a total, and one that the offset has reached, is the end of a site that has shrunk.
    """
    return not count and plan.offset < plan.total and not 0 < stated <= plan.offset


def after(plan: Plan, paths: Sequence[str], count: int) -> Plan:
    """The plan after a page of `count` items with these paths: its next page, or the first one of the next part."""
    is_again = plan.offset > 0 and plan.first in paths
    if not plan.offset and paths:
        plan.first = paths[0]
    plan.offset += count
    ends = count < LIMIT or is_again
    plan.lacking |= is_again or (count < LIMIT and plan.offset < plan.total)
    if (plan.offset >= plan.total or ends) and plan.waiting:
        return Plan(part=plan.waiting[0], waiting=plan.waiting[1:], lacking=plan.lacking)
    if ends:
        plan.total = min(plan.total, plan.offset)
    return plan
