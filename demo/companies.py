"""The list of the demo's companies and boards, for whoever wants to watch them."""

from collections.abc import Iterable
from dataclasses import dataclass

from demo.company import Board, Company
from demo.vendors import BY_SOURCE


@dataclass(frozen=True, slots=True)
class ListedBoard:
    """`token` names the board to a watcher; `careers_url` is the page of it that people would see."""

    source: str
    token: str
    careers_url: str


@dataclass(frozen=True, slots=True)
class ListedCompany:
    name: str
    slug: str
    website: str
    boards: tuple[ListedBoard, ...]


def listed(companies: Iterable[Company]) -> tuple[ListedCompany, ...]:
    return tuple(
        ListedCompany(
            name=company.employer.name,
            slug=company.employer.slug,
            website=company.employer.website,
            boards=tuple(_listed_board(board) for board in company.boards),
        )
        for company in companies
    )


def _listed_board(board: Board) -> ListedBoard:
    vendor = BY_SOURCE[board.source]
    return ListedBoard(board.source, vendor.watched_as(board), vendor.careers_url(board))
