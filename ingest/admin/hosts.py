from datetime import datetime

from django.contrib import admin
from django.http import HttpRequest

from config.admin_pages import PagedAdmin, ReadOnlyAdmin
from ingest.models import HostBudget, RobotsFile, VendorHost


@admin.register(VendorHost)
class VendorHostAdmin(PagedAdmin):
    list_display = ("host", "rate", "detail_rate", "concurrency", "blocked_until", "open_until", "note")
    list_select_related = ("budget",)
    search_fields = ("host",)
    ordering = ("host",)

    def get_readonly_fields(self, request: HttpRequest, obj: VendorHost | None = None) -> tuple[str, ...]:  # noqa: ARG002
        return ("host",) if obj else ()

    @admin.display(description="asked to wait until")
    def blocked_until(self, host: VendorHost) -> datetime | None:
        return host.budget.blocked_until if hasattr(host, "budget") else None

    @admin.display(description="breaker open until")
    def open_until(self, host: VendorHost) -> datetime | None:
        return host.budget.open_until if hasattr(host, "budget") else None


@admin.register(HostBudget)
class HostBudgetAdmin(ReadOnlyAdmin):
    list_display = ("host", "factor", "blocked_until", "blocked_reason", "open_until", "worked_at")
    search_fields = ("=host__host",)
    ordering = ("host",)


@admin.register(RobotsFile)
class RobotsFileAdmin(ReadOnlyAdmin):
    list_display = ("origin", "read_at")
    search_fields = ("origin",)
    ordering = ("origin",)
