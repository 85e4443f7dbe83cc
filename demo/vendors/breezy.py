"""Breezy's portal feed: the whole board as an array; texts only with `verbose=true`, or on the posting's page.

An unknown company leads to the vendor's own site, a removed posting to its board. Some feeds never hold texts.
"""

from typing import Any

from demo.answers import Answer, Request, html_answer, json_answer, redirect
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.places import Place
from demo.schema_org import job_posting, script
from demo.slugs import slug_of

SOURCE = "breezy"
HOSTS: tuple[str, ...] = ("*.breezy.hr",)
_EMPLOYMENTS = {
    "full_time": ("fullTime", "Full-Time"),
    "part_time": ("partTime", "Part-Time"),
    "contract": ("contract", "Contract"),
    "temporary": ("temporary", "Temporary"),
    "internship": ("other", "Internship"),
}


def careers_url(board: Board) -> str:
    return f"https://{board.token}.breezy.hr"


def watched_as(board: Board) -> str:
    return board.token


def token_of(request: Request) -> str:
    return request.host.partition(".")[0]


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing:
        return redirect("https://breezy.hr/")
    match request.path.rstrip("/").split("/"):
        case ["", "json"]:
            with_text = request.value("verbose") == "true" and listing.board.habit("verbose feed", (True, False))
            items = [_item(posting, listing.board, with_text=with_text) for posting in listing.postings]
            return json_answer(items, has_etag=True)
        case ["", "p", name]:
            return _page(listing, name)
        case [""]:
            return html_answer(f"<body><h1>{listing.board.employer.name}</h1></body>")
    return redirect(f"{careers_url(listing.board)}/")


def _page(listing: Listing, name: str) -> Answer:
    """The posting's page, by its id or by the id and its title."""
    for posting in listing.postings:
        if name.partition("-")[0] == _id(posting):
            schema = job_posting(posting, listing.board, _id(posting), _url(posting, listing.board))
            website = {"@context": "https://schema.org", "@type": "WebSite", "name": listing.board.employer.name}
            head = f"<head><title>%APPLY_NOW%</title>{script(website)}{script(schema)}</head>"
            return html_answer(f"{head}\n<body>{schema['description']}</body>")
    return redirect(f"{careers_url(listing.board)}/")


def _id(posting: Posting) -> str:
    return f"{posting.number % 16**12:012x}"


def _friendly_id(posting: Posting) -> str:
    return f"{_id(posting)}-{slug_of(posting.title)}"


def _url(posting: Posting, board: Board) -> str:
    return f"{careers_url(board)}/p/{_friendly_id(posting)}"


def _item(posting: Posting, board: Board, *, with_text: bool) -> dict[str, Any]:
    kind, label = _EMPLOYMENTS[posting.employment]
    first, *others = posting.places
    item: dict[str, Any] = {
        "id": _id(posting),
        "friendly_id": _friendly_id(posting),
        "name": posting.title,
        "url": _url(posting, board),
        "published_date": posting.published.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "type": {"id": kind, "name": label},
        "location": {**_location(posting, first), "primary": True},
        "department": posting.department,
        "salary": _salary(posting),
        "company": {
            "name": board.employer.name,
            "logo_url": None,
            "friendly_id": board.token,
            "isMultipleLocationsEnabled": bool(others),
        },
    }
    if others:
        item["locations"] = [_location(posting, place) | {"primary": place is first} for place in posting.places]
    return item | {"description": html_of(posting.sections, style_of(board))} if with_text else item


def _location(posting: Posting, place: Place) -> dict[str, Any]:
    state = {"state": {"id": place.region_code, "name": place.region}} if place.country.code in ("US", "CA") else {}
    return {
        "country": {"name": place.country.name, "id": place.country.code},
        **state,
        "city": place.city,
        "is_remote": posting.workplace == "remote",
        "name": f"{place.city}, {place.region_code if state else place.country.code}",
    }


def _salary(posting: Posting) -> str:
    """Shortened for people: figures cannot be read from it with certainty."""
    if not posting.salary:
        return ""
    salary = posting.salary
    sign = {"USD": "$", "EUR": "€", "GBP": "£"}.get(salary.currency, f"{salary.currency} ")
    if salary.period == "hour":
        return f"{sign}{salary.least:.2f} - {sign}{salary.most:.2f}"
    return f"{sign}{salary.least / 1000:.2f}k - {sign}{salary.most / 1000:.2f}k"
