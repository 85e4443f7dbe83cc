"""How fast each vendor host is asked, what it is told to be, and what it says about that."""

from datetime import datetime

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from config.admin_pages import ModelAdmin, PagedAdmin, ReadOnlyAdmin, note_action
from ingest import stages
from ingest.hosts.policies import policy_of
from ingest.hosts.throttling import ask_again
from ingest.models import HostBudget, RobotsFile, VendorHost


class Trouble(admin.SimpleListFilter):
    title = "trouble"
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("blocked", "Asked us to wait"), ("open", "Breaker is open"), ("slowed", "Slowed down")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[VendorHost]) -> QuerySet[VendorHost]:  # noqa: ARG002
        chosen = {
            "blocked": Q(budget__blocked_until__isnull=False),
            "open": Q(budget__open_until__isnull=False),
            "slowed": Q(budget__factor__lt=1),
        }.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


@admin.register(VendorHost)
class VendorHostAdmin(PagedAdmin):
    list_display = ("host", "asked_a_second", "at_once", "slowed_to", "blocked_until", "open_until", "note")
    list_filter = (Trouble,)
    list_select_related = ("budget",)
    search_fields = ("host",)
    ordering = ("host",)
    actions = ("ask_again",)

    def get_readonly_fields(self, request: HttpRequest, obj: VendorHost | None = None) -> tuple[str, ...]:  # noqa: ARG002
        return ("host",) if obj else ()

    @admin.display(description="requests a second")
    def asked_a_second(self, host: VendorHost) -> str:
        policy = policy_of(host.host)
        pages = host.rate or policy.rate
        details = host.detail_rate or host.rate or policy.rate_of_details
        return _figure(pages) if pages == details else f"{_figure(pages)}, details {_figure(details)}"

    @admin.display(description="at once")
    def at_once(self, host: VendorHost) -> str:
        return _figure(host.concurrency or policy_of(host.host).concurrency)

    @admin.display(description="slowed to")
    def slowed_to(self, host: VendorHost) -> str:
        budget = _budget(host)
        return f"{budget.factor:.0%} at {budget.slowed_at:%Y-%m-%d %H:%M}" if budget and budget.slowed_at else ""

    @admin.display(description="asked to wait until")
    def blocked_until(self, host: VendorHost) -> datetime | None:
        budget = _budget(host)
        return budget.blocked_until if budget else None

    @admin.display(description="breaker open until")
    def open_until(self, host: VendorHost) -> datetime | None:
        budget = _budget(host)
        return budget.open_until if budget else None

    @admin.action(description="Ask again now: forget waits, breaker and slowness", permissions=["change"])
    def ask_again(self, request: HttpRequest, hosts: QuerySet[VendorHost]) -> None:
        names = [host.host for host in hosts]
        ask_again(names)
        note_action(request, hosts, "Asked to begin anew.")
        stages.wake("dispatch")
        messages.success(request, f"{len(names)} hosts are asked again; their companies come as they are due.")


@admin.register(HostBudget)
class HostBudgetAdmin(ReadOnlyAdmin):
    list_display = ("host", "factor", "blocked_until", "blocked_reason", "open_until", "worked_at")
    list_select_related = ("host",)
    search_fields = ("=host__host",)
    ordering = ("host",)


@admin.register(RobotsFile)
class RobotsFileAdmin(ReadOnlyAdmin):
    list_display = ("origin", "read_at")
    search_fields = ("origin",)
    ordering = ("origin",)


def _budget(host: VendorHost) -> HostBudget | None:
    return getattr(host, "budget", None)


def _figure(value: float | None) -> str:
    return "no limit" if value is None else f"{value:g}"
