from django.contrib import admin

from config.admin_pages import ReadOnlyAdmin
from ingest.models import Absence, Posting, PostingStage, PostingText, Unseen


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    list_display = ("title", "company", "status", "workplace", "first_seen_at", "changed_at", "closed_reason")
    list_filter = ("status", "closed_reason", "workplace", "employment_type", "board__source")
    list_select_related = ("company",)
    search_fields = ("title", "=external_id", "=company__slug")
    exclude = ("listing_hash", "content_hash", "likeness")
    ordering = ("-id",)


@admin.register(PostingText)
class PostingTextAdmin(ReadOnlyAdmin):
    list_display = ("posting",)
    list_select_related = ("posting",)
    fields = ("posting", "description_text")
    search_fields = ("=posting__id",)
    ordering = ("-posting_id",)


@admin.register(PostingStage)
class PostingStageAdmin(ReadOnlyAdmin):
    list_display = (
        "posting",
        "version",
        "indexed_version",
        "refused_reason",
        "announced_at",
        "matched_at",
        "detail_due_at",
        "detail_failures",
    )
    list_filter = (("refused_reason", admin.EmptyFieldListFilter), ("detail_due_at", admin.EmptyFieldListFilter))
    list_select_related = ("posting",)
    search_fields = ("=posting__id", "posting__title")
    ordering = ("-posting_id",)


@admin.register(Unseen)
class UnseenAdmin(ReadOnlyAdmin):
    list_display = ("posting", "board", "since", "checked_at")
    list_select_related = ("posting", "board")
    search_fields = ("board__token", "=posting__id")
    ordering = ("since",)


@admin.register(Absence)
class AbsenceAdmin(ReadOnlyAdmin):
    list_display = ("posting", "board", "state", "since", "refused_until")
    list_filter = ("state", "board__source")
    list_select_related = ("posting", "board")
    search_fields = ("posting__title", "=board__token")
    ordering = ("-since",)
