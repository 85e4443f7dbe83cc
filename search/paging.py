"""Pages of a list by number, without counting further than needed to say whether there is a next one."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

T = TypeVar("T", bound=Model)
LAST_PAGE = 9_999


@dataclass(frozen=True)
class ListPage(Generic[T]):
    rows: list[T]
    number: int
    previous_query: str
    next_query: str


def page_of(rows: QuerySet[T], request: HttpRequest, *, size: int) -> ListPage[T]:
    """The page that `?page=` asks for; the first where it asks for nonsense."""
    number = page_number(request)
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    return ListPage(
        rows=found[:size],
        number=number,
        previous_query=page_query(request, number - 1) if number > 1 else "",
        next_query=page_query(request, number + 1) if len(found) > size else "",
    )


def page_number(request: HttpRequest) -> int:
    """The page that is asked for, the first where that is nonsense."""
    asked = request.GET.get("page", "1")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) <= len(str(LAST_PAGE))
    return max(int(asked), 1) if is_number else 1


def page_query(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return query.urlencode()
