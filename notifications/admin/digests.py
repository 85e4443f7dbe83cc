import zlib

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.admin_pages import ReadOnlyAdmin
from notifications.models import Digest, DigestItem, StoredMail, Told


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ("slot_date", "kind", "subscriber", "built_at", "state")
    list_filter = ("kind", "delivery__state")
    list_select_related = ("subscriber", "delivery")
    search_fields = ("=subscriber__email", "=message_id")
    ordering = ("-id",)

    @admin.display(description="delivery")
    def state(self, digest: Digest) -> str:
        return digest.delivery.get_state_display() if hasattr(digest, "delivery") else ""


@admin.register(DigestItem)
class DigestItemAdmin(ReadOnlyAdmin):
    list_display = ("posting", "digest", "why")
    list_select_related = ("posting", "digest")
    search_fields = ("=digest__id", "=posting__id")
    search_help_text = "The id of a digest or of a posting."
    ordering = ("-id",)


@admin.register(Told)
class ToldAdmin(ReadOnlyAdmin):
    list_display = ("subscriber", "posting", "digest", "told_at")
    list_select_related = ("subscriber", "posting", "digest")
    search_fields = ("=subscriber__email", "=posting__id")
    ordering = ("-id",)


@admin.register(StoredMail)
class StoredMailAdmin(ReadOnlyAdmin):
    list_display = ("digest_id", "built_at")
    fields = ("digest_id", "built_at", "source")
    search_fields = ("=digest_id",)
    search_help_text = "The id of a digest."
    ordering = ("-digest_id",)

    @admin.display(description="message")
    def source(self, mail: StoredMail) -> SafeString:
        return format_html("<pre>{}</pre>", zlib.decompress(mail.message).decode("utf-8", "replace"))
