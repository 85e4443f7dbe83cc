"""What staff decide about a move: the new board joins the same company, or nothing happens."""

from datetime import datetime

from django.db import IntegrityError, transaction

from ingest.models import Board, Company, CompanySchedule, Move
from ingest.sources import source_named


class BoardTaken(Exception):  # noqa: N818  It names what is so.
    """The board belongs to another company already."""

    def __init__(self, company: Company) -> None:
        super().__init__(f"The board is watched already, as one of {company.name}'s.")
        self.company = company


def follow_move(move: Move, at: datetime) -> Board:
    """Add the new board to the company of the old one, and visit the company now. Raises BoardTaken.

    Its first read is silent, and postings that equal one of the old board's are linked to it as reposts.
    """
    try:
        with transaction.atomic():
            return _follow(move, at)
    except IntegrityError:
        taken = Board.objects.select_related("company").filter(source=move.source, token__iexact=move.token).first()
        if taken is None:
            raise
        raise BoardTaken(taken.company) from None


def dismiss_moves(move_ids: list[int], at: datetime) -> int:
    """What was seen is no move. Said again only when the page shows yet another board."""
    waiting = Move.objects.filter(id__in=move_ids, state=Move.State.SEEN)
    return waiting.update(state=Move.State.DISMISSED, settled_at=at)


def _follow(move: Move, at: datetime) -> Board:
    source, company_id = source_named(move.source), move.board.company_id
    board = Board.objects.create(
        company_id=company_id, source=move.source, token=move.token, url=source.board_url(move.token), added_at=at
    )
    schedule = CompanySchedule.objects.select_for_update().get(company_id=company_id)
    # The new board is the one that will be asked most.
    schedule.host = source.host(move.token)
    schedule.active, schedule.paused_reason, schedule.failures, schedule.next_run_at = True, "", 0, at
    schedule.save(update_fields=["host", "shared", "active", "paused_reason", "failures", "next_run_at"])
    Move.objects.filter(pk=move.pk).update(state=Move.State.ADDED, settled_at=at)
    return board
