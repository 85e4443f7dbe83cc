from django.contrib import admin

from config.admin_pages import ReadOnlyAdmin
from ingest.models import Run


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = (
        "at",
        "company",
        "outcome",
        "reason",
        "created",
        "changed",
        "closed",
        "held",
        "requests",
        "slices",
        "seconds",
    )
    list_filter = ("outcome",)
    list_select_related = ("company",)
    search_fields = ("=company__slug",)
    search_help_text = "The company's slug."
    ordering = ("-id",)

    @admin.display(description="seconds")
    def seconds(self, run: Run) -> str:
        return f"{(run.finished_at - run.started_at).total_seconds():.1f}"
