"""What one process of a contender is given to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """`boards`: of each token the ids of its board and company. All else is a URL."""

    boards: Mapping[str, tuple[int, int]]
    gateway: str
    database: str
    broker: str = ""

    def url(self, token: str) -> str:
        return f"{self.gateway}/v1/boards/{token}/jobs?content=true&pay_transparency=true"


def parts(
    boards: Mapping[str, tuple[int, int]], sizes: Mapping[str, int], count: int
) -> Sequence[dict[str, tuple[int, int]]]:
    """The boards in so many parts of about as many postings each, the largest boards first."""
    made: list[dict[str, tuple[int, int]]] = [{} for _ in range(count)]
    postings = [0] * count
    for token in sorted(boards, key=lambda token: -sizes.get(token, 0)):
        least = postings.index(min(postings))
        made[least][token] = boards[token]
        postings[least] += sizes.get(token, 0) + 1
    return made
