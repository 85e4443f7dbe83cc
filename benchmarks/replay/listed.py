"""What a board lists at one of two moments: the stored crawls of 3,118 boards, or made ones of about the same sizes."""

import gzip
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec

CRAWLS = Path(__file__).resolve().parents[3] / "shared" / "data" / "datasets" / "greenhouse_crawls"
MOMENTS = ("all_jobs_2026-01-05T2352.json.gz", "all_jobs_2026-01-07T0107.json.gz")
# Of made boards, between the two moments: what the stored crawls show.
CHANGED, GONE, NEW, BOARDS_THAT_MOVE = 0.15, 0.05, 0.06, 0.5
TITLES = ("Engineer", "Analyst", "Account Manager", "Designer", "Nurse", "Warehouse Lead", "Recruiter", "Accountant")
LEVELS = ("", "Senior ", "Junior ", "Staff ", "Lead ")
PLACES = ("Berlin, Germany", "Remote - US", "New York, New York, United States", "London, United Kingdom", "Paris")


class Listed(msgspec.Struct, frozen=True):
    """One posting as the crawls have it: no description."""

    id: int
    title: str
    location: str | None
    absolute_url: str
    updated_at: str
    company_slug: str = ""


@dataclass(frozen=True, slots=True)
class Boards:
    """`at[moment][token]`; a board that a moment lacks is gone by then. `source`: where they come from, for people.

    `most`: of how many the server has to know beforehand.
    """

    at: Sequence[Mapping[str, Sequence[Listed]]]
    source: str
    most: int

    def tokens(self) -> list[str]:
        return list(self.at[0])

    def postings(self, moment: int) -> int:
        return sum(len(listed) for listed in self.at[moment].values())


def boards(most: int, also: Iterable[str] = ()) -> Boards:
    """At most so many boards, a fixed choice among the stored ones; made ones where the crawls are not there.

    `also` are tokens of stored boards that are wanted besides.
    """
    if not all((CRAWLS / name).exists() for name in MOMENTS):
        return _made(most)
    first, second = (_crawl(CRAWLS / name) for name in MOMENTS)
    chosen = sorted(first, key=lambda token: blake2b(token.encode(), digest_size=8).digest())[:most]
    chosen += [token for token in also if token not in chosen]
    return Boards(
        [{token: first[token] for token in chosen}, {token: second[token] for token in chosen if token in second}],
        "the stored crawls",
        most,
    )


def alike(count: int, size: int) -> Boards:
    """So many made boards of the same size, which the server makes when they are first asked for."""
    listed = {token: made_board(token, size) for token in (f"made-{size}-{number}" for number in range(count))}
    return Boards([listed, listed], f"made boards of {size} postings", 0)


def _crawl(path: Path) -> dict[str, list[Listed]]:
    by_board: dict[str, dict[int, Listed]] = defaultdict(dict)
    with gzip.open(path) as file:
        for listed in msgspec.json.decode(file.read(), type=list[Listed]):
            by_board[listed.company_slug][listed.id] = listed
    return {token: list(listed.values()) for token, listed in by_board.items()}


def _made(most: int) -> Boards:
    first = {token: made_board(token) for token in (f"made-{number}" for number in range(most))}
    return Boards([first, {token: _later(token, listed) for token, listed in first.items()}], "made boards", most)


def made_board(token: str, size: int | None = None) -> list[Listed]:
    """The same postings for the same token, by default about as many as boards have: half of them 12 or fewer."""
    chance = random.Random(token)
    count = size if size is not None else min(4_500, int(chance.lognormvariate(2.5, 1.4)) + 1)
    start = int.from_bytes(blake2b(token.encode(), digest_size=5).digest()) * 10_000
    return [_made_posting(start + number, token, "2026-01-05T10:00:00Z", chance) for number in range(count)]


def _made_posting(number: int, token: str, moment: str, chance: random.Random) -> Listed:
    title = f"{chance.choice(LEVELS)}{chance.choice(TITLES)} {number % 97}"
    return Listed(
        number, title, chance.choice(PLACES), f"https://job-boards.greenhouse.io/{token}/jobs/{number}", moment
    )


def _later(token: str, listed: Sequence[Listed]) -> list[Listed]:
    chance = random.Random(f"{token} later")
    if chance.random() > BOARDS_THAT_MOVE:
        return list(listed)
    stay = [one for one in listed if chance.random() > GONE]
    moved = "2026-01-06T10:00:00Z"
    later = [msgspec.structs.replace(one, updated_at=moved) if chance.random() < CHANGED else one for one in stay]
    last = listed[-1].id
    new = [_made_posting(last + 1 + n, token, moved, chance) for n in range(sum(chance.random() < NEW for _ in listed))]
    return later + new
