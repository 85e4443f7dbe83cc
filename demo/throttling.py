"""Vendors that now and then answer "too many requests" to the first request of a board on a day.

Workday says it with a page that is empty although it states a total.
"""

from demo.answers import Answer
from demo.chance import Chance
from demo.company import Board
from demo.day import Listing
from demo.vendors import workday

# The first days are what a newcomer sees: they run without waiting.
_FIRST_DAY = 3
RETRY_AFTER_SECONDS = 2


def is_throttled(board: Board, day: int) -> bool:
    """Whether the first request of this board on this day is refused: about one board in sixty a day."""
    return day >= _FIRST_DAY and Chance(board.source, board.token, "throttled", day).happens(1.6)


def throttled(listing: Listing) -> Answer:
    if listing.board.source == workday.SOURCE:
        return workday.empty_page(listing)
    body = b'{"message":"Too Many Requests"}'
    return Answer(429, body, "application/json; charset=utf-8", {"Retry-After": str(RETRY_AFTER_SECONDS)})
