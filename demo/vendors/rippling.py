"""Rippling's job board API: an array with an item for each place of a posting, and a detail for each posting.

Dates stand in the detail alone, and its texts begin with a stray element.
"""

from datetime import timedelta, timezone
from typing import Any
from uuid import UUID

from demo.answers import Answer, Request, json_answer
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.places import Place

SOURCE = "rippling"
HOSTS: tuple[str, ...] = ("api.rippling.com",)
_PACIFIC = timezone(timedelta(hours=-7))
_EMPLOYMENTS = {
    "full_time": ("SALARIED_FT", "Salaried, full-time"),
    "part_time": ("SALARIED_PT", "Salaried, part-time"),
    "contract": ("CONTRACTOR", "Contractor"),
    "temporary": ("TEMP", "Temporary"),
    "internship": ("INTERN", "Intern"),
}


def careers_url(board: Board) -> str:
    return f"https://ats.rippling.com/{board.token}/jobs"


def watched_as(board: Board) -> str:
    return board.token


def token_of(request: Request) -> str:
    match request.path.split("/"):
        case ["", "platform", "api", "ats", "v1", "board", token, "jobs", *_]:
            return token
    return ""


def answer(request: Request, listing: Listing | None) -> Answer:
    match request.path.rstrip("/").split("/")[8:], listing:
        case [], Listing():
            items = [_item(posting, place, listing.board) for posting in listing.postings for place in posting.places]
            return json_answer(items)
        case [posting_id], Listing():
            return _detail(listing, posting_id)
    return json_answer({"detail": "Not found."}, 404)


def _detail(listing: Listing, posting_id: str) -> Answer:
    for posting in listing.postings:
        if _id(posting) == posting_id:
            return json_answer(_full(posting, listing.board))
    return json_answer({"detail": "Not found."}, 404)


def _id(posting: Posting) -> str:
    return str(UUID(int=posting.number << 64 | posting.requisition, version=4))


def _url(posting: Posting, board: Board) -> str:
    return f"{careers_url(board)}/{_id(posting)}"


def _item(posting: Posting, place: Place, board: Board) -> dict[str, Any]:
    named = _named(posting, place)
    return {
        "uuid": _id(posting),
        "name": posting.title,
        "department": {"id": posting.department, "label": posting.department},
        "url": _url(posting, board),
        "workLocation": {"label": named, "id": named},
    }


def _named(posting: Posting, place: Place) -> str:
    where = f"{place.city}, {place.region_code if place.country.code == 'US' else place.country.name}"
    return f"Remote ({where})" if posting.workplace == "remote" else where


def _full(posting: Posting, board: Board) -> dict[str, Any]:
    about, *rest = posting.sections
    style = style_of(board)
    kind, label = _EMPLOYMENTS[posting.employment]
    detail = {
        "uuid": _id(posting),
        "name": posting.title,
        "description": {"company": f"<meta>{html_of((about,), style)}", "role": f"<meta>{html_of(rest, style)}"},
        "workLocations": [_named(posting, place) for place in posting.places],
        "employmentType": {"id": kind, "label": board.habit("employment", (kind, label))},
        "isRemote": posting.workplace == "remote",
        "department": {
            "name": posting.department,
            "base_department": posting.department,
            "department_tree": [posting.department],
        },
        "createdOn": posting.published.astimezone(_PACIFIC).isoformat(timespec="microseconds"),
        "boardURL": careers_url(board),
        "url": _url(posting, board),
        "jsonLd": None,
    }
    return detail | _pay(posting)


def _pay(posting: Posting) -> dict[str, Any]:
    if not posting.salary:
        return {}
    salary = posting.salary
    pay = {
        "currency": salary.currency,
        "rangeStart": salary.least,
        "rangeEnd": salary.most,
        "frequency": salary.period.upper(),
        "location": _named(posting, posting.places[0]),
    }
    return {"payRangeDetails": [pay]}
