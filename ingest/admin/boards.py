from datetime import datetime

from django.contrib import admin, messages
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from config.admin_pages import ModelAdmin, PagedAdmin, ReadOnlyAdmin, note_action
from config.clock import clock
from ingest.closing import believe_held, refuse_held
from ingest.models import Absence, Board, BoardState, RawAnswer


class HoldsPostings(admin.SimpleListFilter):
    title = "held postings"
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("yes", "Holds some")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Board]) -> QuerySet[Board]:  # noqa: ARG002
        held = Absence.objects.filter(state=Absence.State.HELD).values("board")
        return queryset.filter(pk__in=held) if self.value() else queryset


@admin.register(Board)
class BoardAdmin(PagedAdmin):
    list_display = ("__str__", "company", "source", "complete_at", "gone_at", "held")
    list_filter = ("source", HoldsPostings)
    list_select_related = ("company", "state")
    search_fields = ("token", "company__name", "company__slug")
    autocomplete_fields = ("company",)
    readonly_fields = ("source", "token", "added_at", "raw_answers")
    ordering = ("source", "token")
    actions = ("believe", "refuse")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  A company is added with its board.
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Board]:
        held = Count("absences", filter=Q(absences__state=Absence.State.HELD))
        boards: QuerySet[Board] = super().get_queryset(request).annotate(held_postings=held)
        return boards

    @admin.display(description="raw answers")
    def raw_answers(self, board: Board) -> SafeString | str:
        rows = RawAnswer.objects.filter(board=board).defer("body").order_by("kind")
        links = (
            (reverse("admin:ingest_rawanswer_change", args=[row.pk]), row.kind, f"{row.at:%Y-%m-%d %H:%M}")
            for row in rows
        )
        text = format_html_join(", ", '<a href="{}">{}</a>, {}', links)
        return text or "none is kept"

    @admin.display(description="held postings")
    def held(self, board: Board) -> int:
        return int(getattr(board, "held_postings", 0))

    @admin.display(description="last complete read")
    def complete_at(self, board: Board) -> datetime | None:
        state = getattr(board, "state", None)
        return state.complete_at if state else None

    @admin.display(description="gone since")
    def gone_at(self, board: Board) -> datetime | None:
        state = getattr(board, "state", None)
        return state.gone_at if state else None

    @admin.action(description="Held postings are gone: close them", permissions=["change"])
    def believe(self, request: HttpRequest, boards: QuerySet[Board]) -> None:
        held = believe_held([board.pk for board in boards], clock.now())
        note_action(request, boards, "Believed that the held postings are gone.")
        messages.success(request, f"{held} held postings will be missing at the next read, and closed after that.")

    @admin.action(description="Held postings are still there: do not close them for a week", permissions=["change"])
    def refuse(self, request: HttpRequest, boards: QuerySet[Board]) -> None:
        held = refuse_held([board.pk for board in boards], clock.now())
        note_action(request, boards, "Refused to close the held postings.")
        messages.success(request, f"{held} held postings stay open for a week.")


@admin.register(BoardState)
class BoardStateAdmin(ReadOnlyAdmin):
    list_display = ("board", "first_read_at", "complete_at", "full_at", "gone_at")
    list_filter = (("gone_at", admin.EmptyFieldListFilter),)
    list_select_related = ("board",)
    search_fields = ("=board__token", "=board__company__slug")
    exclude = ("body_hash", "light_hash")
    ordering = ("-board_id",)
