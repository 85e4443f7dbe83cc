from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from config.admin_pages import PagedAdmin, ReadOnlyAdmin, note_action
from config.clock import clock
from ingest import dispatch, stages
from ingest.adding import add_company
from ingest.admin.new_company import NewCompanyForm
from ingest.admin.trouble import Trouble
from ingest.models import Company, CompanySchedule

PAUSED_BY_STAFF = "by staff"
# So many of those that staff ask for go before all others; they would hold up instant mail.
AT_ONCE = 10


@admin.register(Company)
class CompanyAdmin(PagedAdmin):
    list_display = ("name", "slug", "active", "paused_reason", "next_run_at", "failures")
    list_filter = (Trouble, "schedule__active", "boards__source")
    list_select_related = ("schedule",)
    search_fields = ("name", "slug", "boards__token")
    readonly_fields = ("created_at", "more")
    ordering = ("name", "id")
    actions = ("visit_now", "pause", "resume")

    def get_form(
        self,
        request: HttpRequest,
        obj: Company | None = None,
        change: bool = False,
        **options: Any,  # noqa: ANN401  Passed on.
    ) -> type[forms.ModelForm]:  # type: ignore[type-arg]
        if obj is None:
            options["form"] = NewCompanyForm
        form: type[forms.ModelForm] = super().get_form(request, obj, change, **options)  # type: ignore[type-arg]
        return form

    def get_fields(self, request: HttpRequest, obj: Company | None = None) -> tuple[str, ...]:  # noqa: ARG002
        return ("name", "slug", "website", "created_at", "more") if obj else ("careers_url", "name")

    def save_model(self, request: HttpRequest, obj: Company, form: forms.ModelForm, change: bool) -> None:  # type: ignore[type-arg]
        if not isinstance(form, NewCompanyForm):
            super().save_model(request, obj, form, change)
            return
        name = form.cleaned_data["name"] or form.site_name
        company, _is_new = add_company(form.board, clock.now(), name=name, website=form.website)
        obj.pk = company.pk
        obj.refresh_from_db()
        stages.wake("dispatch")

    @admin.display(description="active", boolean=True)
    def active(self, company: Company) -> bool | None:
        return company.schedule.active if hasattr(company, "schedule") else None

    @admin.display(description="paused because")
    def paused_reason(self, company: Company) -> str:
        return company.schedule.paused_reason if hasattr(company, "schedule") else ""

    @admin.display(description="next visit", ordering="schedule__next_run_at")
    def next_run_at(self, company: Company) -> Any:  # noqa: ANN401  Django formats it.
        return company.schedule.next_run_at if hasattr(company, "schedule") else None

    @admin.display(description="failed visits in a row", ordering="schedule__failures")
    def failures(self, company: Company) -> int:
        return company.schedule.failures if hasattr(company, "schedule") else 0

    @admin.display(description="more of it")
    def more(self, company: Company) -> SafeString:
        pages = (("boards", "board"), ("runs", "run"), ("postings", "posting"), ("schedule", "companyschedule"))
        links = ((reverse(f"admin:ingest_{model}_changelist"), company.slug, label) for label, model in pages)
        return format_html_join(" · ", '<a href="{}?q={}">{}</a>', links)

    @admin.action(description="Visit now", permissions=["change"])
    def visit_now(self, request: HttpRequest, companies: QuerySet[Company]) -> None:
        at, active = clock.now(), _schedules_of(companies).filter(active=True)
        visited = active.update(next_run_at=at)
        with transaction.atomic():
            dispatch.dispatch_now(list(active.values_list("pk", flat=True)[:AT_ONCE]), at)
        stages.wake("dispatch")
        note_action(request, companies, "Asked for a visit.")
        messages.success(request, f"{visited} companies are due now; paused ones are left alone.")

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, companies: QuerySet[Company]) -> None:
        paused = _schedules_of(companies).filter(active=True).update(active=False, paused_reason=PAUSED_BY_STAFF)
        note_action(request, companies, "Paused.")
        messages.success(request, f"{paused} companies are paused.")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, companies: QuerySet[Company]) -> None:
        paused = _schedules_of(companies).filter(active=False)
        resumed = paused.update(active=True, paused_reason="", failures=0, next_run_at=clock.now())
        stages.wake("dispatch")
        note_action(request, companies, "Resumed.")
        messages.success(request, f"{resumed} companies are visited again, starting now.")


@admin.register(CompanySchedule)
class CompanyScheduleAdmin(ReadOnlyAdmin):
    list_display = ("company", "active", "host", "next_run_at", "failures", "reserved_until", "lease_until", "fence")
    list_filter = ("active", "host")
    list_select_related = ("company",)
    search_fields = ("company__name", "=company__slug")
    ordering = ("next_run_at",)


def _schedules_of(companies: QuerySet[Company]) -> QuerySet[CompanySchedule]:
    return CompanySchedule.objects.filter(company__in=[company.pk for company in companies])
