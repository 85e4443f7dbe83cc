"""Which postings a board shows on a day: computed from the day itself, not by going through the days before."""

from dataclasses import dataclass, replace

from demo.chance import Chance
from demo.company import Board

# Of a halved listing two slots in five are left: more than half is missing.
_LEFT_OF_FIVE = 2


@dataclass(frozen=True, slots=True)
class Showing:
    """What stands in a slot on a day.

    `life` counts the positions that the slot has held, `edition` how often this one was put up again under a new id,
    `revision` its edits. `since` and `edited` are the days that first showed this id and this revision.
    """

    slot: int
    life: int
    edition: int
    revision: int
    since: int
    edited: int


def showings_on(board: Board, day: int) -> tuple[Showing, ...] | None:
    """What the board shows on `day`, None if there is no such board any more."""
    if board.event == "vanishes" and day >= board.event_day:
        return None
    if _is_empty(board, day):
        return ()
    found = (_showing(board, slot, day) for slot in range(board.slots) if _is_listed(board, slot, day))
    return tuple(showing for showing in found if showing)


def _is_empty(board: Board, day: int) -> bool:
    if board.event == "moves_in":
        return day < board.event_day
    return board.event == "always_empty" or (board.event in ("empties", "moves_out") and day >= board.event_day)


def _is_listed(board: Board, slot: int, day: int) -> bool:
    return board.event != "halves" or day != board.event_day or slot % 5 < _LEFT_OF_FIVE


def _showing(board: Board, slot: int, day: int) -> Showing | None:
    pace = Chance(board.key, "pace", slot)
    is_still = board.quiet or pace.happens(10)
    period = pace.between(400, 900) if is_still else pace.between(18, 72)
    life, age = divmod(day + pace.below(period), period)
    fate = Chance(board.key, "fate", slot, life)
    vacancy, away, away_days = fate.between(1, 4), fate.between(2, 12), fate.between(1, 2)
    if age >= period - vacancy:
        return None
    if not is_still and fate.happens(22) and away <= age < away + away_days:
        return None
    showing = Showing(slot, life, 0, 0, day - age, day - age)
    return _moved(board, showing if board.quiet else _touched(showing, age, fate))


def _touched(showing: Showing, age: int, fate: Chance) -> Showing:
    """With the repost and the edits that the posting has gone through at this age."""
    relisted_at = fate.between(6, 30) if fate.happens(25) else age + 1
    rhythm = fate.between(12, 40) if fate.happens(75) else age + 1
    since = showing.since + (relisted_at if age >= relisted_at else 0)
    revision = age // rhythm
    edited = max(since, showing.since + revision * rhythm)
    return replace(showing, edition=int(age >= relisted_at), revision=revision, since=since, edited=edited)


def _moved(board: Board, showing: Showing) -> Showing:
    if board.event != "moves_in":
        return showing
    return replace(showing, since=max(showing.since, board.event_day), edited=max(showing.edited, board.event_day))


def last_moved(board: Board, day: int, most: int = 20) -> int:
    """The last day until `day`, of the `most` before it, on which the board showed something new or less.

    A board that stood still for longer moved when its newest posting came.
    """
    shown = showings_on(board, day)
    for earlier in range(day - 1, day - most, -1):
        if showings_on(board, earlier) != shown:
            return earlier + 1
    return max((showing.edited for showing in shown or ()), default=-most)
