"""A search at a moment, ready for both engines."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from search.compiled import Compiled, compile_criteria
from search.criteria import Criteria
from search.words import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """`since`: only what was posted then or later; where a posting states no date, it was when it was first seen."""

    words: Words
    compiled: Compiled
    since: datetime | None = None


def ask(criteria: Criteria, at: datetime) -> Asked:
    days = criteria.posted_within_days
    return Asked(criteria.words, compile_criteria(criteria), at - timedelta(days=days) if days else None)
