"""What a figure is: measured, with its floor and peers, in rounds that take turns; and what its aims came to."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.servers import Servers

OURS = "ours"


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: `boards` of the crawls, `rounds` of each contender, and the scale of all else.

    `steady_boards`: those of the steady sweep, which has little to do on each.
    """

    boards: int
    steady_boards: int
    unchanged_boards: int
    rounds: int
    messages: int
    companies: Sequence[int]
    budget_seconds: float


@dataclass(frozen=True, slots=True)
class Aim:
    """`value` stands against `bound`; `at_most` says on which side of it is good."""

    text: str
    value: float
    bound: float
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound


@dataclass(slots=True)
class Result:
    """`values`: of each contender the median in `unit`. `seconds`: of each contender every round's."""

    figure: str
    title: str
    unit: str
    values: dict[str, float]
    seconds: dict[str, list[float]] = field(default_factory=dict)
    aims: list[Aim] = field(default_factory=list)
    sizes: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Figure(Protocol):
    """A module under `benchmarks/figures`."""

    TITLE: str

    def measure(self, servers: Servers, size: Size) -> Result: ...


def in_turns(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """The seconds of each contender in each round; all of them once, then all of them again."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            seconds[name].append(run())
            print(f"  {name}: {seconds[name][-1]:.2f} s", flush=True)
    return seconds


def rates(seconds: Mapping[str, Sequence[float]], done: Mapping[str, float]) -> dict[str, float]:
    """Of each contender how much it does a second, in the median of its rounds."""
    return {name: done[name] / statistics.median(rounds) for name, rounds in seconds.items()}
