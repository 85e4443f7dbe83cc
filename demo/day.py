"""A world on one day: what each board shows. Nothing in it changes; another day is another object."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from demo.company import Board, Company, Posting
from demo.postings import board_on


@dataclass(frozen=True, slots=True)
class Listing:
    """A board and its open postings, newest first."""

    board: Board
    postings: tuple[Posting, ...]
    day: int
    date: date


class Day:
    """`number` counts the days since `anchor`."""

    def __init__(self, companies: Iterable[Company], number: int, anchor: date) -> None:
        self.number, self.anchor, self.date = number, anchor, anchor + timedelta(days=number)
        self._companies = {urlsplit(company.employer.website).hostname: company for company in companies}
        self._boards = {
            (board.source, board.token.lower()): board
            for company in self._companies.values()
            for board in company.boards
        }
        self._listing = lru_cache(maxsize=None)(self._computed)

    def company_at(self, host: str) -> Company | None:
        """The company whose own website is on that host."""
        return self._companies.get(host)

    def listing(self, source: str, token: str) -> Listing | None:
        """Found without regard to case; None if there is no such board, or no more."""
        name = (source, token.lower())
        return self._listing(name) if name in self._boards else None

    def _computed(self, name: tuple[str, str]) -> Listing | None:
        board = self._boards[name]
        postings = board_on(board, self.number, self.anchor)
        return None if postings is None else Listing(board, postings, self.number, self.date)
