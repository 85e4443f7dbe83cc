"""Workable's careers widget: the whole account, a posting once for each of its places, days without hours.

What is unknown is an empty string. Without `details=true` there are no texts. The older address leads to the widget.
"""

from typing import Any

from demo.answers import Answer, Request, json_answer, redirect
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.places import Place

SOURCE = "workable"
HOSTS: tuple[str, ...] = ("apply.workable.com", "www.workable.com")
_EMPLOYMENTS = {
    "full_time": "Full-time",
    "part_time": "Part-time",
    "contract": "Contract",
    "temporary": "Temporary",
    "internship": "Other",
}


def careers_url(board: Board) -> str:
    return f"https://apply.workable.com/{board.token}/"


def watched_as(board: Board) -> str:
    return board.token


def token_of(request: Request) -> str:
    match request.path.rstrip("/").split("/"):
        case ["", "api", "v1", "widget", "accounts", token] | ["", "api", "accounts", token]:
            return token
    return ""


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing:
        return json_answer({"error": "Not found"}, 404)
    if request.host == "www.workable.com":
        query = "?details=true" if request.value("details") == "true" else ""
        return redirect(f"https://apply.workable.com/api/v1/widget/accounts/{listing.board.token}{query}")
    with_text = request.value("details") == "true"
    jobs = [
        _item(posting, place, listing.board, with_text=with_text)
        for posting in listing.postings
        for place in posting.places
    ]
    return json_answer({"name": listing.board.employer.name, "description": None, "jobs": jobs})


def _item(posting: Posting, place: Place, board: Board, *, with_text: bool) -> dict[str, Any]:
    shortcode = f"{posting.number % 16**10:010X}"
    url = f"https://apply.workable.com/j/{shortcode}"
    day = posting.published.date().isoformat()
    item = {
        "title": posting.title,
        "shortcode": shortcode,
        "code": board.habit("code", ("", str(posting.requisition % 10_000))),
        "employment_type": board.habit("employment", (_EMPLOYMENTS[posting.employment], "")),
        "telecommuting": posting.workplace == "remote",
        "department": posting.department,
        "url": url,
        "shortlink": url,
        "application_url": f"{url}/apply",
        "published_on": day,
        "created_at": day,
        "country": place.country.name,
        "city": place.city,
        "state": place.region,
        "education": "",
        "experience": "Mid-Senior level" if posting.senior else "Associate",
        "function": board.habit("function", (posting.department, "")),
        "industry": board.employer.sector.industry,
        "locations": [_location(place, board)],
    }
    return item | {"description": html_of(posting.sections, style_of(board))} if with_text else item


def _location(place: Place, board: Board) -> dict[str, Any]:
    return {
        "country": place.country.name,
        "countryCode": place.country.code,
        "city": place.city,
        "region": place.region,
        "hidden": board.habit("hidden places", (False, False, False, True)),
    }
