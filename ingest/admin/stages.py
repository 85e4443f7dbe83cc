from django.contrib import admin

from config.admin_pages import ReadOnlyAdmin
from ingest.models import Stage


@admin.register(Stage)
class StageAdmin(ReadOnlyAdmin):
    list_display = ("name", "queued_until", "publish_failures", "failed_at")
