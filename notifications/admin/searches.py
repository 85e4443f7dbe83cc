from django.contrib import admin

from config.admin_pages import ReadOnlyAdmin
from notifications.models import Match, SavedSearch, VisitRequest


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin):
    list_display = ("name", "subscriber", "criteria", "frequency", "saved_at")
    list_filter = ("frequency",)
    list_select_related = ("subscriber", "criteria")
    search_fields = ("=subscriber__email", "criteria__query_string")
    ordering = ("-id",)


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin):
    list_display = ("posting", "subscriber", "saved_search", "matched_at", "settled_at", "reason")
    list_filter = ("reason",)
    list_select_related = ("posting", "subscriber", "saved_search")
    search_fields = ("=subscriber__email", "=posting__id")
    ordering = ("-id",)


@admin.register(VisitRequest)
class VisitRequestAdmin(ReadOnlyAdmin):
    list_display = ("company", "subscriber", "at")
    list_select_related = ("company", "subscriber")
    search_fields = ("=subscriber__email", "=company__slug")
    ordering = ("-at",)
