"""What staff have to look after: companies that are not visited any more, cannot be read, or seem to have moved."""

from datetime import datetime

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from config.admin_pages import ModelAdmin
from config.clock import clock
from ingest.failing import STALE_AFTER
from ingest.models import Company, Move
from ingest.next_visit import PAUSED_FOR_GONE

MANY_FAILURES = 3


class Trouble(admin.SimpleListFilter):
    title = "trouble"
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:  # noqa: ARG002
        return [
            ("gone", "Paused: its board is gone"),
            ("moved", "Seems to have moved"),
            ("stale", f"Not read for {STALE_AFTER.days} days"),
            ("failing", f"Failed {MANY_FAILURES} times in a row"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Company]) -> QuerySet[Company]:  # noqa: ARG002
        asked = self.value()
        conditions = _conditions(clock.now())
        return queryset.filter(conditions[asked]).distinct() if asked in conditions else queryset


def _conditions(at: datetime) -> dict[str, Q]:
    unread = Q(boards__state__complete_at__lt=at - STALE_AFTER)
    never_read = Q(boards__state__complete_at__isnull=True, boards__added_at__lt=at - STALE_AFTER)
    return {
        "gone": Q(schedule__active=False, schedule__paused_reason__startswith=PAUSED_FOR_GONE),
        "moved": Q(boards__move__state=Move.State.SEEN),
        "stale": Q(schedule__active=True) & (unread | never_read),
        "failing": Q(schedule__active=True, schedule__failures__gte=MANY_FAILURES),
    }
