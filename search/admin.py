from django.contrib import admin

from config.admin_pages import ReadOnlyAdmin
from search.models import KeptCriteria, SearchIndex


@admin.register(KeptCriteria)
class KeptCriteriaAdmin(ReadOnlyAdmin):
    list_display = ("query_string", "tsquery", "countries", "workplaces", "employment_types")
    search_fields = ("query_string",)
    exclude = ("key",)
    ordering = ("-id",)


@admin.register(SearchIndex)
class SearchIndexAdmin(ReadOnlyAdmin):
    list_display = ("name", "state", "filled_to", "created_at", "retired_at")
    list_filter = ("state",)
    search_fields = ("name",)
    ordering = ("-id",)
