"""The list of the demo's companies and boards, for whoever wants to watch them."""

from collections.abc import Iterable
from dataclasses import dataclass

from demo.company import Board, Company
from demo.vendors import BY_SOURCE


@dataclass(frozen=True, slots=True)
class ListedBoard:
    """`careers_url` is the page that people would see, in the shape of the vendor's own."""

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
    return ListedBoard(board.source, board.token, BY_SOURCE[board.source].careers_url(board))
