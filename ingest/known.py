"""What is known of a company's boards before a visit, in one statement: an unchanged visit needs to know no more."""

from dataclasses import dataclass

from django.db import connection

from config.prepared import prepared_cursor
from ingest.models import Board, BoardState, Company

_BOARD = [field.attname for field in Board._meta.concrete_fields]  # noqa: SLF001  Documented by Django.
_STATE = [field.attname for field in BoardState._meta.concrete_fields]  # noqa: SLF001  Likewise.

KNOWN = f"""
    SELECT {", ".join(f"b.{name}" for name in _BOARD)}, c.name, {", ".join(f"s.{name}" for name in _STATE)},
           (SELECT count(*) FROM ingest_posting p WHERE p.board_id = b.id AND p.status = 'open'),
           EXISTS (SELECT FROM ingest_absence a WHERE a.board_id = b.id),
           EXISTS (SELECT FROM ingest_unfinishedrun u WHERE u.company_id = b.company_id)
    FROM ingest_board b JOIN ingest_company c ON c.id = b.company_id
    LEFT JOIN ingest_boardstate s ON s.board_id = b.id
    WHERE b.company_id = %s ORDER BY b.id
"""  # noqa: S608  All names are of our own models.


@dataclass(frozen=True, slots=True)
class Known:
    """A board with the narrow row of its last visits; how many postings are open on it, and whether some are absent.

    `is_unfinished`: a visit to the company was put down.
    """

    board: Board
    state: BoardState
    open_postings: int
    has_absences: bool
    is_unfinished: bool


def boards_of(company_id: int) -> list[Known]:
    """The company's boards. Of the company itself, only the name is there."""
    with prepared_cursor() as cursor:
        cursor.execute(KNOWN, [company_id])
        return [_known(*row) for row in cursor.fetchall()]


def _known(*row: object) -> Known:
    values, (name, *state), (count, absences, unfinished) = row[: len(_BOARD)], row[len(_BOARD) : -3], row[-3:]
    board = Board.from_db(connection.alias, _BOARD, values)
    board.company = Company.from_db(connection.alias, ["id", "name"], [board.company_id, name])
    is_new = state[0] is None
    known = BoardState.objects.get_or_create(board=board)[0] if is_new else _state(state)
    return Known(board, known, int(str(count)), bool(absences), bool(unfinished))


def _state(values: list[object]) -> BoardState:
    return BoardState.from_db(connection.alias, _STATE, values)
