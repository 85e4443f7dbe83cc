from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from config.admin_pages import ReadOnlyAdmin, note_action
from config.clock import clock
from ingest import stages
from ingest.models import Company, Move
from ingest.moves.following import BoardTaken, dismiss_moves, follow_move


@admin.register(Move)
class MoveAdmin(ReadOnlyAdmin):
    list_display = ("company", "board", "to", "reason", "seen_at", "state")
    list_filter = ("state", "source")
    list_select_related = ("board__company",)
    search_fields = ("token", "board__token", "board__company__name", "=board__company__slug")
    ordering = ("-seen_at",)
    actions = ("follow", "dismiss")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ingest.change_move")

    @admin.display(description="company", ordering="board__company__name")
    def company(self, move: Move) -> Company:
        return move.board.company

    @admin.display(description="new board")
    def to(self, move: Move) -> str:
        return f"{move.source}/{move.token}"

    @admin.action(description="Add the new board to the company", permissions=["decide"])
    def follow(self, request: HttpRequest, moves: QuerySet[Move]) -> None:
        waiting = list(moves.filter(state=Move.State.SEEN).select_related("board__company"))
        for move in waiting:
            try:
                board = follow_move(move, clock.now())
            except BoardTaken as taken:
                messages.error(request, f"{move}: {taken}")
            else:
                messages.success(request, f"{board} is a board of {move.board.company.name} now, and is read first.")
        stages.wake("dispatch")
        note_action(request, moves, "Added the new board.")

    @admin.action(description="No move: dismiss", permissions=["decide"])
    def dismiss(self, request: HttpRequest, moves: QuerySet[Move]) -> None:
        dismissed = dismiss_moves([move.pk for move in moves], clock.now())
        note_action(request, moves, "Dismissed.")
        messages.success(request, f"{dismissed} are dismissed.")
