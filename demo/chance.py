"""Chance that is the same on every machine and in every version of Python: a hash of what it is about."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A row of draws that depends on its key alone. Two rows with different keys are independent."""

    def __init__(self, *key: object) -> None:
        self._state = blake2b("\0".join(map(str, key)).encode(), digest_size=32)
        self._drawn = 0

    def number(self) -> int:
        """64 bits."""
        state = self._state.copy()
        state.update(self._drawn.to_bytes(4, "big"))
        self._drawn += 1
        return int.from_bytes(state.digest()[:8], "big")

    def below(self, limit: int) -> int:
        return self.number() % limit

    def between(self, least: int, most: int) -> int:
        return least + self.below(most - least + 1)

    def happens(self, percent: float) -> bool:
        return self.below(10_000) < percent * 100

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def several(self, choices: Sequence[T], count: int) -> tuple[T, ...]:
        """`count` different ones in a drawn order, or all where there are fewer."""
        left = list(choices)
        return tuple(left.pop(self.below(len(left))) for _ in range(min(count, len(left))))
