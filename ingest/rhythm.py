"""How often a company changes, how many follow it and what a visit costs: the narrow memory behind its intervals."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.intervals import ORDINARY_COST, ORDINARY_RATE

# What lies longer back than this weighs less than a third.
MEMORY = timedelta(days=7)
# So many received bytes are as dear as a request.
BYTES_A_REQUEST = 256 * 1024
# How much the last visit weighs in the cost.
LAST_COST = 0.3


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`visited_at`: the last visit that read something. `change_rate`: changed visits a day. `cost`: in requests."""

    visited_at: datetime | None = None
    change_rate: float = ORDINARY_RATE
    cost: float = ORDINARY_COST
    followers: int = 0

    def after(self, at: datetime, *, changed: bool, requests: int, received: int) -> "Rhythm":
        """The rhythm after one more visit. The first one finds everything new and dear, which says nothing."""
        if self.visited_at is None:
            return replace(self, visited_at=at)
        days = max((at - self.visited_at).total_seconds(), 1) / 86_400
        forgotten = -math.expm1(-days / MEMORY.days)
        cost = requests + received / BYTES_A_REQUEST
        return replace(
            self,
            visited_at=max(at, self.visited_at),
            change_rate=self.change_rate * (1 - forgotten) + changed * forgotten / days,
            cost=self.cost * (1 - LAST_COST) + cost * LAST_COST,
        )
