from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from config.admin_pages import PagedAdmin, ReadOnlyAdmin
from config.clock import clock
from notifications.models import DigestSchedule, Subscriber, Suppression


@admin.register(Subscriber)
class SubscriberAdmin(PagedAdmin, UserAdmin):  # type: ignore[type-arg]  # Django's class takes no argument at run time.
    list_display = ("email", "is_active", "is_staff", "confirmed_at", "time_zone", "paused_at", "joined_at")
    list_filter = ("is_active", "is_staff", ("confirmed_at", admin.EmptyFieldListFilter))
    search_fields = ("email",)
    ordering = ("-id",)
    readonly_fields = ("joined_at", "last_login", "confirmed_at")
    fieldsets = (
        (None, {"fields": ("email", "password", "confirmed_at", "joined_at", "last_login")}),
        ("Mail", {"fields": ("time_zone", "delivery_hour", "weekly_day", "paused_at")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)


@admin.register(DigestSchedule)
class DigestScheduleAdmin(ReadOnlyAdmin):
    list_display = ("subscriber", "next_digest_at", "failures", "failure")
    list_filter = (("failure", admin.EmptyFieldListFilter),)
    list_select_related = ("subscriber",)
    search_fields = ("=subscriber__email",)
    ordering = ("next_digest_at",)


@admin.register(Suppression)
class SuppressionAdmin(PagedAdmin):
    list_display = ("address", "reason", "detail", "suppressed_at")
    list_filter = ("reason",)
    search_fields = ("address",)
    ordering = ("-id",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"reason": "manual", "suppressed_at": clock.now(), **super().get_changeform_initial_data(request)}
