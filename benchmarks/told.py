"""What one process of `host_budget` saw."""

from dataclasses import dataclass


@dataclass(slots=True)
class Told:
    answered: int = 0
    sent_away: int = 0
    round_trips: int = 0
    round_trip_seconds: float = 0.0
    slowest_wait: float = 0.0
