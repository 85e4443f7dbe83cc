"""Lever's postings API: an array at the root, the text in parts, lists without a list around them.

European tenants answer on a host of their own only. Without `limit` the whole board comes; `skip` and `limit` page it.
A browser's Accept header without `mode=json` gets a page instead.
"""

from typing import Any
from uuid import UUID

from demo.answers import Answer, Request, html_answer, json_answer
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import (
    Style,
    body_html,
    body_text,
    html_of,
    points_html,
    section_html,
    section_text,
    style_of,
    text_of,
)
from demo.places import Place

SOURCE = "lever"
HOSTS: tuple[str, ...] = ("api.lever.co", "api.eu.lever.co")
_INTERVALS = {"year": "per-year-salary", "month": "per-month-salary", "hour": "per-hour-wage"}
_WORKPLACES = {"onsite": "on-site", "hybrid": "hybrid", "remote": "remote"}


def careers_url(board: Board) -> str:
    return f"https://jobs.{'eu.' if board.european else ''}lever.co/{board.token}"


def watched_as(board: Board) -> str:
    return f"eu:{board.token}" if board.european else board.token


def token_of(request: Request) -> str:
    match request.path.split("/"):
        case ["", "v0", "postings", token, *_]:
            return token
    return ""


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing or listing.board.european is not (request.host == "api.eu.lever.co"):
        return json_answer({"ok": False, "error": "Document not found"}, 404)
    parts = request.path.rstrip("/").split("/")[4:]
    if parts:
        return _detail(listing, parts)
    if request.wants_html and request.value("mode") != "json":
        return html_answer(f"<body><h1>Jobs at {listing.board.employer.name}</h1></body>")
    first = request.number("skip", 0)
    last = first + request.number("limit", len(listing.postings))
    return json_answer([_item(posting, listing.board) for posting in listing.postings[first:last]], has_etag=True)


def _detail(listing: Listing, parts: list[str]) -> Answer:
    for posting in listing.postings:
        if [_id(posting)] == parts:
            return json_answer(_item(posting, listing.board), has_etag=True)
    return json_answer({"ok": False, "error": "Document not found"}, 404)


def _id(posting: Posting) -> str:
    return str(UUID(int=posting.number << 64 | posting.requisition, version=4))


def _item(posting: Posting, board: Board) -> dict[str, Any]:
    url = f"{careers_url(board)}/{_id(posting)}"
    return (
        {"categories": _categories(posting, board), "createdAt": int(posting.published.timestamp() * 1000)}
        | _texts(posting, style_of(board))
        | _salary(posting)
        | {
            "id": _id(posting),
            "text": posting.title,
            "country": posting.places[0].country.code if board.habit("country", (True, True, True, False)) else None,
            "workplaceType": _WORKPLACES[posting.workplace]
            if board.habit("workplace", (True, True, False))
            else "unspecified",
            "hostedUrl": url,
            "applyUrl": f"{url}/apply",
        }
    )


def _texts(posting: Posting, style: Style) -> dict[str, Any]:
    """`description` is `opening` and `descriptionBody` together; what has points is in `lists`, the rest at the end."""
    about, role, duties, profile, extras, benefits, closing = posting.sections
    return {
        "additionalPlain": text_of((benefits, closing)),
        "additional": html_of((benefits, closing), style),
        "descriptionPlain": text_of((about, role)),
        "description": html_of((about, role), style),
        "opening": body_html(about, style),
        "openingPlain": body_text(about),
        "descriptionBody": section_html(role, style),
        "descriptionBodyPlain": section_text(role),
        "lists": [
            {"text": f"{section.heading} ", "content": f"\n{points_html(section, style)}\n"}
            for section in (duties, profile, extras)
        ],
    }


def _categories(posting: Posting, board: Board) -> dict[str, Any]:
    label = posting.employment_label
    categories: dict[str, Any] = {"commitment": board.habit("commitment", (label, label.replace("-t", "-T")))}
    if board.habit("department", (True, True, False)):
        categories["department"] = posting.department
    named = [_place(place, board) for place in posting.places]
    return categories | {"location": named[0], "team": posting.department, "allLocations": named}


def _place(place: Place, board: Board) -> str:
    return board.habit("location", (place.city, f"{place.city}, {place.country.name}"))


def _salary(posting: Posting) -> dict[str, Any]:
    if not posting.salary:
        return {}
    salary = posting.salary
    interval = _INTERVALS[salary.period]
    return {"salaryRange": {"min": salary.least, "max": salary.most, "currency": salary.currency, "interval": interval}}
