from django.contrib import admin

from config.admin_pages import ReadOnlyAdmin
from operations.models import Leader


@admin.register(Leader)
class LeaderAdmin(ReadOnlyAdmin):
    list_display = ("role", "holder", "fence", "lease_until")
