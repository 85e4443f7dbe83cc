"""Staff upload a list of boards, as `manage.py import_companies` takes it from a file."""

from dataclasses import asdict
from io import TextIOWrapper
from itertools import islice
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_valid_filename

from config.admin_pages import ReadOnlyAdmin
from config.clock import clock
from ingest import stages
from ingest.importing import BadRow, import_companies, rows_of
from ingest.importing.rows import COLUMNS, NotAListOfBoards, write_report
from ingest.models import CompanyImport
from ingest.sources import source_choices

# 50,000 rows take seconds; what is larger is the command's, which shows how far it has come.
MOST_BYTES = 20 * 1024 * 1024


class ImportForm(forms.Form):
    file = forms.FileField(
        label="List of boards",
        help_text=f"CSV in UTF-8; its first line names the columns {', '.join(COLUMNS)}. Boards that are watched "
        "already are left as they are, so that it is safe to upload a list again.",
    )
    sources = forms.MultipleChoiceField(
        label="Only these kinds",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: all.",
    )
    most_rows = forms.IntegerField(label="Only the first rows", required=False, min_value=1, help_text="Empty: all.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature.
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = source_choices  # type: ignore[attr-defined]  # The stubs know only Field.

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                "The list is larger than 20 MB: use `manage.py import_companies`, which shows its progress."
            )
        return file


@admin.register(CompanyImport)
class CompanyImportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "at", "added", "known", "bad_rows", "finished")
    fields = ("file_name", "at", "sources", "most_rows", "added", "known", "finished", "report", "first_bad_rows")
    readonly_fields = fields
    ordering = ("-at", "-id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("ingest.add_company"))

    def get_urls(self) -> list[URLPattern]:
        report = path("<int:number>/bad-rows.csv", self.admin_site.admin_view(self.bad_rows_file), name="bad_rows")
        return [report, *super().get_urls()]

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",  # noqa: ARG002  Django's signature.
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Not Django's own, which would put all rows into one transaction."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                done = run_import(**form.cleaned_data)
            except NotAListOfBoards as error:
                form.add_error("file", str(error))
            else:
                self.log_addition(request, done, [{"added": {}}])
                stages.wake("dispatch")
                messages.success(
                    request, f"{done.added} companies added, {done.known} known already, {len(done.bad)} bad rows."
                )
                return redirect("admin:ingest_companyimport_change", done.pk)
        context = self.admin_site.each_context(request) | {
            "title": "Import companies",
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "ingest/admin/import_companies.html", context)

    def bad_rows_file(self, request: HttpRequest, number: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        done = get_object_or_404(CompanyImport, pk=number)
        name = get_valid_filename(f"bad-rows-{done.pk}.csv")
        response = HttpResponse(
            content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
        write_report((BadRow(**bad) for bad in done.bad), response)
        return response

    @admin.display(description="bad rows")
    def bad_rows(self, done: CompanyImport) -> int:
        return len(done.bad)

    @admin.display(description="bad rows")
    def report(self, done: CompanyImport) -> SafeString | str:
        if not done.bad:
            return "none"
        return format_html('{}, <a href="{}">as CSV</a>', len(done.bad), reverse("admin:bad_rows", args=[done.pk]))

    @admin.display(description="the first of them")
    def first_bad_rows(self, done: CompanyImport) -> str:
        return "\n".join(f"line {bad['line']}: {bad['reason']}" for bad in done.bad[:20])


def run_import(file: "UploadedFile[Any]", sources: list[str], most_rows: int | None) -> CompanyImport:
    """Import what was uploaded, a batch in a transaction. Raises NotAListOfBoards, and has written nothing then."""
    at = clock.now()
    lines = TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    rows = islice(rows_of(lines, only=frozenset(sources)), most_rows)
    done = CompanyImport(file_name=(file.name or "")[:200], at=at, sources=sources, most_rows=most_rows)
    for count in import_companies(rows, at):
        done.added, done.known = count.added, count.known
        done.bad = [asdict(bad) for bad in count.bad]
        done.save()
    done.finished = True
    done.save()
    return done
