"""BambooHR's careers pages: a list without texts and dates, and a detail for each posting.

A place stands in one of two fields or the other. A board that was made private, and one that there is none of, leads
to the login page.
"""

from typing import Any

from demo.answers import Answer, Request, json_answer, redirect
from demo.chance import Chance
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.money import amount_text
from demo.places import Place

SOURCE = "bamboohr"
HOSTS: tuple[str, ...] = ("*.bamboohr.com",)
_EMPLOYMENTS = {
    "full_time": "Full-Time",
    "part_time": "Part-Time",
    "contract": "Independent Contractor (FT)",
    "temporary": "Temporary",
    "internship": "Internship",
}
_LOCATION_TYPES = {"onsite": "0", "remote": "1", "hybrid": "2"}


def careers_url(board: Board) -> str:
    return f"https://{board.token}.bamboohr.com/careers"


def watched_as(board: Board) -> str:
    return board.token


def token_of(request: Request) -> str:
    return request.host.partition(".")[0]


def answer(request: Request, listing: Listing | None) -> Answer:
    match request.path.rstrip("/").split("/"), listing:
        case _, None:
            return redirect(f"https://{request.host}/login.php")
        case ["", "careers", "list"], Listing():
            items = [_item(posting, listing.board) for posting in listing.postings]
            return json_answer({"meta": {"totalCount": len(items)}, "result": items})
        case ["", "careers", posting_id, "detail"], Listing():
            return _detail(listing, posting_id)
    return _not_found()


def _detail(listing: Listing, posting_id: str) -> Answer:
    for posting in listing.postings:
        if _id(posting) == posting_id:
            return json_answer(_full(posting, listing.board))
    return _not_found()


def _not_found() -> Answer:
    return json_answer({"error": {"code": 404, "message": "Not found"}}, 404)


def _id(posting: Posting) -> str:
    """A small number that is unique only inside the tenant."""
    return str(100 + posting.number % 1_000_000)


def _item(posting: Posting, board: Board) -> dict[str, Any]:
    place = posting.places[0]
    uses_ats_place = board.habit("place", (True, False))
    nowhere = {"country": None, "state": None, "province": None, "city": None}
    return {
        "id": _id(posting),
        "jobOpeningName": posting.title,
        "departmentId": str(Chance(board.token, posting.department).below(30_000)),
        "departmentLabel": posting.department,
        "employmentStatusLabel": _EMPLOYMENTS[posting.employment],
        "location": {"city": None, "state": None} if uses_ats_place else {"city": place.city, "state": place.region},
        "atsLocation": _ats_place(place) if uses_ats_place else nowhere,
        "isRemote": True if posting.workplace == "remote" else None,
        "locationType": _LOCATION_TYPES[posting.workplace],
    }


def _ats_place(place: Place) -> dict[str, str | None]:
    is_state = place.country.code == "US"
    return {
        "country": place.country.name,
        "state": place.region if is_state else None,
        "province": None if is_state else place.region,
        "city": place.city,
    }


def _full(posting: Posting, board: Board) -> dict[str, Any]:
    item = _item(posting, board)
    opening = {key: value for key, value in item.items() if key not in ("id", "isRemote")} | {
        "jobOpeningShareUrl": f"{careers_url(board)}/{_id(posting)}",
        "jobOpeningStatus": "Open",
        "description": html_of(posting.sections, style_of(board)),
        "compensation": _compensation(posting),
        "datePosted": posting.published.date().isoformat(),
        "minimumExperience": "Senior" if posting.senior else "Mid-level",
        "seekPromoted": False,
    }
    fields = {"firstName": {"isRequired": True, "label": "First Name"}}
    return {"meta": {"jobOpeningStatus": "Open"}, "result": {"jobOpening": opening, "formFields": fields}}


def _compensation(posting: Posting) -> str | None:
    """Free text, as an employer would write it."""
    if not posting.salary:
        return None
    salary = posting.salary
    least, most = (amount_text(amount, salary.currency, "en") for amount in (salary.least, salary.most))
    return f"{least} - {most}" + (" per hour" if salary.period == "hour" else "")
