"""What speaks for a board: how strong it is, and how to say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from ingest.recognise import Recognised
from ingest.sources import SOURCES


class Kind(IntEnum):
    """The stronger comes first: what visitors are sent to or shown, then what a page only mentions."""

    ADDRESS = 0
    REDIRECT = 1
    OWN = 2
    FRAME = 3
    SCRIPT = 4
    WIDGET = 5
    ANSWER = 6
    LINK = 7
    CODE = 8
    FEED = 9
    POSTING = 10


SAID = {
    Kind.ADDRESS: "the address itself names it",
    Kind.REDIRECT: "{page} redirects to {detail}",
    Kind.OWN: "{page} calls itself {detail}",
    Kind.FRAME: "a frame of {page} shows {detail}",
    Kind.SCRIPT: "a script of {page} is loaded from {detail}",
    Kind.WIDGET: "the code of {page} sets up the vendor's list with {detail}",
    Kind.ANSWER: "{detail} answers as the vendor's pages do",
    Kind.LINK: "{page} links to {detail}",
    Kind.CODE: "the code of {page} names {detail}",
    Kind.FEED: "{page} names {detail} as its feed",
    Kind.POSTING: "{page} holds a schema.org JobPosting, and {detail} lists such pages",
}


@dataclass(frozen=True, slots=True)
class Sight:
    """One place on a page that speaks for a board. `detail` is what stands there: an address or a name."""

    board: Recognised
    kind: Kind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A board, by its strongest sight. `times`: how often the page speaks for it."""

    board: Recognised
    kind: Kind
    evidence: str
    times: int = 1


def candidates_of(sights: Iterable[Sight], page: str) -> tuple[Candidate, ...]:
    """One candidate for each board, the best evidenced first; among equals the one that is named more often."""
    of_board: dict[tuple[str, str], list[Sight]] = {}
    for sight in sights:
        of_board.setdefault((sight.board.source, sight.board.token.casefold()), []).append(sight)
    found = [_candidate(seen, page) for seen in of_board.values()]
    return tuple(sorted(found, key=lambda candidate: (candidate.kind, -candidate.times)))


def named(board: Recognised) -> str:
    """A board as people call it, as in `the Lever board acme`."""
    return f"the {SOURCES[board.source][0]} board {board.token}"


def _candidate(seen: list[Sight], page: str) -> Candidate:
    best = min(seen, key=lambda sight: sight.kind)
    words = SAID[best.kind].format(page=page, detail=best.detail)
    more = f" ({len(seen)} times)" if len(seen) > 1 else ""
    return Candidate(best.board, best.kind, words + more, len(seen))
