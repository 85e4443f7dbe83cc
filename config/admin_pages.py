"""What the pages of the administration have in common: cheap counting, and rows that only the program writes."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

# Counting a large table takes seconds, and nobody pages further than this.
MOST_COUNTED = 10_000

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # Django's class takes no argument at run time.
    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:MOST_COUNTED].count() if isinstance(rows, QuerySet) else len(rows)


class PagedAdmin(ModelAdmin):
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50


def note_action(request: HttpRequest, rows: QuerySet[Any], what: str) -> None:
    """Keep in the log of the administration who did it, and to which rows."""
    if request.user.is_authenticated:
        LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, change_message=what)


class ReadOnlyAdmin(PagedAdmin):
    """For rows that the stages write: staff see them, and change them only through named actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  Django's signature.
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False
