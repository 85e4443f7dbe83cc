"""What boards answered last, for staff who wonder what a parser saw."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.admin_pages import ReadOnlyAdmin
from ingest.models import RawAnswer
from ingest.raw_answers.keeping import KeptAnswer
from ingest.raw_answers.storing import NotKept, answers_of


@admin.register(RawAnswer)
class RawAnswerAdmin(ReadOnlyAdmin):
    list_display = ("board", "kind", "at", "answers", "left_out", "size", "reason", "as_file")
    list_filter = ("kind", "board__source")
    list_select_related = ("board",)
    search_fields = ("=board__token", "=board__company__slug")
    search_help_text = "The board's token, or the company's slug."
    exclude = ("digest", "body")
    readonly_fields = ("as_file",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RawAnswer]:
        rows: QuerySet[RawAnswer] = super().get_queryset(request).defer("body")
        return rows

    def get_urls(self) -> list[URLPattern]:
        own = path("<int:pk>/file/", self.admin_site.admin_view(self.file), name="ingest_rawanswer_file")
        return [own, *super().get_urls()]

    @admin.display(description="as a file")
    def as_file(self, row: RawAnswer) -> SafeString:
        return format_html('<a href="{}">Download</a>', reverse("admin:ingest_rawanswer_file", args=[row.pk]))

    def file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All of them in a zip file, as text: a stranger's pages are never shown under our own name."""
        row: Any = self.get_object(request, str(pk))
        if row is None or not self.has_view_permission(request, row):
            return HttpResponse("There is no such answer.", status=404, content_type="text/plain")
        try:
            body = zipped(answers_of(row))
        except NotKept as error:
            messages.error(request, f"It cannot be downloaded: {error}.")
            return HttpResponseRedirect(reverse("admin:ingest_rawanswer_changelist"))
        headers = {
            "Content-Disposition": f'attachment; filename="board-{row.board_id}-{row.kind}.zip"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return HttpResponse(body, content_type="application/octet-stream", headers=headers)


def zipped(answers: list[KeptAnswer]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("requests.txt", "".join(_requests(answers)))
        for number, answer in enumerate(answers, 1):
            archive.writestr(f"{number:04}.txt", answer.body())
    return result.getvalue()


def _requests(answers: list[KeptAnswer]) -> Iterator[str]:
    for number, answer in enumerate(answers, 1):
        asked = answer.request
        detail = f" (detail of {answer.external_id})" if answer.external_id else ""
        body = f" {asked.body.decode('utf-8', 'replace')}" if asked.body else ""
        yield f"{number:04} {asked.method} {asked.url}{body}{detail}\n"
