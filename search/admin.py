from django.contrib import admin

from config.admin_pages import ReadOnlyAdmin
from search.models import KeptCriteria


@admin.register(KeptCriteria)
class KeptCriteriaAdmin(ReadOnlyAdmin):
    list_display = ("query_string", "tsquery", "countries", "workplaces", "employment_types")
    search_fields = ("query_string",)
    exclude = ("key",)
    ordering = ("-id",)
