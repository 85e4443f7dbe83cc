from datetime import datetime

from django.contrib import admin

from config.admin_pages import ReadOnlyAdmin
from ingest.models import CompanySchedule, UnfinishedRun


@admin.register(UnfinishedRun)
class UnfinishedRunAdmin(ReadOnlyAdmin):
    list_display = ("company", "board", "began_at", "slices", "pages", "postings_seen", "goes_on_at", "reason")
    list_select_related = ("company__schedule", "board")
    search_fields = ("=company__slug",)
    search_help_text = "The company's slug."
    exclude = ("seen", "reading", "done")
    ordering = ("began_at",)

    @admin.display(description="pages read")
    def pages(self, unfinished: UnfinishedRun) -> int:
        return int(((unfinished.reading or {}).get("reading") or {}).get("pages", 0))

    @admin.display(description="postings seen")
    def postings_seen(self, unfinished: UnfinishedRun) -> int:
        return len(unfinished.seen)

    @admin.display(description="goes on at")
    def goes_on_at(self, unfinished: UnfinishedRun) -> datetime | None:
        schedule: CompanySchedule | None = getattr(unfinished.company, "schedule", None)
        return schedule.next_run_at if schedule else None
