from django.contrib import admin
from django.contrib.admin.models import LogEntry

from config.admin_pages import ReadOnlyAdmin
from operations.models import Leader


@admin.register(Leader)
class LeaderAdmin(ReadOnlyAdmin):
    list_display = ("role", "holder", "fence", "lease_until")


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ("action_time", "user", "content_type", "object_repr", "get_change_message")
    list_select_related = ("user", "content_type")
    search_fields = ("=user__email", "object_repr")
    ordering = ("-id",)
