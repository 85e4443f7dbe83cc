"""Greenhouse's job board API: the whole board in one answer, its texts as HTML that is escaped once more.

An answer has an ETag for each representation. `pay_input_ranges` comes only with `pay_transparency=true`.
"""

from datetime import UTC, datetime, timedelta, timezone
from html import escape
from typing import Any

from demo.answers import Answer, Request, json_answer
from demo.chance import Chance
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import body_html, html_of, style_of
from demo.places import Place

SOURCE = "greenhouse"
HOSTS: tuple[str, ...] = ("boards-api.greenhouse.io",)
_NEW_YORK = timezone(timedelta(hours=-4))
_COMPLIANCE = {
    "type": "gdpr",
    "requires_consent": False,
    "requires_processing_consent": False,
    "requires_retention_consent": False,
    "retention_period": None,
    "demographic_data_consent_applies": False,
}
_WORKPLACES = {"onsite": "On-site", "hybrid": "Hybrid", "remote": "Remote"}
_PERIODS = {"year": "Annual Salary Range", "month": "Monthly Salary Range", "hour": "Hourly Rate"}


def careers_url(board: Board) -> str:
    return f"https://{_board_host(board)}/{board.token}"


def watched_as(board: Board) -> str:
    return board.token


def token_of(request: Request) -> str:
    match request.path.split("/"):
        case ["", "v1", "boards", token, *_]:
            return token
    return ""


def answer(request: Request, listing: Listing | None) -> Answer:
    match request.path.rstrip("/").split("/")[4:], listing:
        case [], Listing():
            return json_answer({"name": listing.board.employer.name, "content": _house_text(listing)}, has_etag=True)
        case ["jobs"], Listing():
            return _list(request, listing)
        case ["jobs", posting_id], Listing():
            return _detail(request, listing, posting_id)
        case ["jobs", _], None:
            return _not_found("Job not found")
    return _not_found("Job board not found")


def _list(request: Request, listing: Listing) -> Answer:
    items = [_item(posting, listing) for posting in listing.postings]
    if request.value("content") == "true":
        items = [
            item | _full(posting, listing) | _pay(posting, request)
            for item, posting in zip(items, listing.postings, strict=True)
        ]
    return json_answer({"jobs": items, "meta": {"total": len(items)}}, has_etag=True)


def _detail(request: Request, listing: Listing, posting_id: str) -> Answer:
    for posting in listing.postings:
        if str(_id(posting, listing.board)) == posting_id:
            questions = _questions() if request.value("questions") == "true" else {}
            found = _item(posting, listing) | _full(posting, listing) | _pay(posting, request) | questions
            return json_answer(found, has_etag=True)
    return _not_found("Job not found")


def _not_found(reason: str) -> Answer:
    return json_answer({"status": 404, "error": reason}, 404)


def _id(posting: Posting, board: Board) -> int:
    """Two generations of ids are about: of seven digits, and of ten, most of which exceed 2^31."""
    if board.habit("short ids", (False, False, False, True)):
        return 4_000_000 + posting.number % 5_000_000
    return 4_000_000_000 + posting.number % 4_400_000 * 1000 + board.habit("silo", (2, 3, 7))


def _item(posting: Posting, listing: Listing) -> dict[str, Any]:
    board = listing.board
    posting_id = _id(posting, board)
    return {
        "absolute_url": _url(board, posting_id),
        "data_compliance": [_COMPLIANCE],
        "internal_job_id": None if _is_prospect(posting) else 1_000_000_000 + posting.requisition % 3_000_000_000,
        "location": {"name": _location(posting, board)},
        "metadata": _metadata(posting, board),
        "id": posting_id,
        "updated_at": _stamp(_updated(posting, listing)),
        "requisition_id": str(posting.requisition % 9000 + 100),
        "title": posting.title,
        "company_name": board.employer.name,
        "first_published": _stamp(posting.published),
        "language": posting.language,
        "application_deadline": None,
    }


def _full(posting: Posting, listing: Listing) -> dict[str, Any]:
    return {
        "content": escape(_content(posting, listing.board)),
        "departments": [_named(posting.department, listing.board)],
        "offices": [_named(place.city, listing.board) | {"location": _place(place)} for place in posting.places],
        "ai_disclaimer": None,
        "include_ai_disclaimer": None,
        "ai_opt_out_request_url": None,
    }


def _content(posting: Posting, board: Board) -> str:
    (about, *middle, closing), style = posting.sections, style_of(board)
    intro = f'<div class="content-intro">{body_html(about, style)}</div>'
    conclusion = f'<div class="content-conclusion">{body_html(closing, style)}</div>'
    return "\n".join((intro, html_of(middle, style), conclusion))


def _house_text(listing: Listing) -> str:
    about = listing.postings[0].sections[:1] if listing.postings else ()
    return escape(html_of(about, style_of(listing.board)))


def _pay(posting: Posting, request: Request) -> dict[str, Any]:
    if request.value("pay_transparency") != "true":
        return {}
    if not posting.salary:
        return {"pay_input_ranges": []}
    salary = posting.salary
    least, most = salary.least * 100, salary.most * 100
    title = _PERIODS[salary.period]
    pay = {"min_cents": least, "max_cents": most, "currency_type": salary.currency, "title": title, "blurb": ""}
    return {"pay_input_ranges": [pay]}


def _questions() -> dict[str, Any]:
    fields = [{"name": "first_name", "type": "input_text", "values": []}]
    question = {"description": None, "label": "First Name", "required": True, "fields": fields}
    return {"compliance": None, "demographic_questions": None, "questions": [question], "location_questions": []}


def _updated(posting: Posting, listing: Listing) -> datetime:
    """Most boards stamp all their postings anew every few days, without a change."""
    board = listing.board
    every = board.habit("restamping", (0, 1, 1, 2, 3))
    if board.quiet or not every:
        return posting.changed
    midnight = datetime(listing.date.year, listing.date.month, listing.date.day, tzinfo=UTC)
    return max(posting.changed, midnight - timedelta(days=listing.day % every, hours=1, seconds=board.slots))


def _location(posting: Posting, board: Board) -> str:
    """Free text: every employer has a way of its own, and some put the place into the office alone."""
    habit = board.habit("location", ("full", "full", "full", "cities", "workplace", "marked"))
    if habit == "workplace":
        return _WORKPLACES[posting.workplace]
    if posting.workplace == "remote":
        countries = dict.fromkeys(place.country.name for place in posting.places)
        return "; ".join(f"Remote, {country}" for country in countries)
    if habit == "cities":
        return " or ".join(place.city for place in posting.places)
    named = "; ".join(_place(place) for place in posting.places)
    return f"Hybrid - {named}" if habit == "marked" and posting.workplace == "hybrid" else named


def _place(place: Place) -> str:
    parts = (place.city, place.region if place.country.code in ("US", "CA") else "", place.country.name)
    return ", ".join(part for part in parts if part)


def _metadata(posting: Posting, board: Board) -> list[dict[str, Any]] | None:
    values = {"Employment Type": posting.employment_label, "Workplace Type": _WORKPLACES[posting.workplace]}
    names = board.habit("metadata", ((), ("Employment Type",), ("Employment Type", "Workplace Type")))
    return [_field(name, values[name], board) for name in names] or None


def _field(name: str, value: str, board: Board) -> dict[str, Any]:
    return {"id": _number(name, board), "name": name, "value": value, "value_type": "single_select"}


def _named(name: str, board: Board) -> dict[str, Any]:
    """A department or an office."""
    return {"id": _number(name, board), "name": name, "child_ids": [], "parent_id": None}


def _number(name: str, board: Board) -> int:
    return 4_000_000_000 + Chance(board.token, name).below(80_000) * 1000 + 2


def _stamp(moment: datetime) -> str:
    return moment.astimezone(_NEW_YORK).isoformat(timespec="seconds")


def _is_prospect(posting: Posting) -> bool:
    return posting.number % 97 == 0


def _board_host(board: Board) -> str:
    names = (
        "job-boards.greenhouse.io",
        "job-boards.greenhouse.io",
        "boards.greenhouse.io",
        "job-boards.eu.greenhouse.io",
    )
    return board.habit("board host", names)


def _url(board: Board, posting_id: int) -> str:
    """One employer in five shows the postings on pages of its own."""
    if board.habit("own pages", (False, False, False, False, True)):
        return f"{board.employer.website}/careers?gh_jid={posting_id}"
    return f"https://{_board_host(board)}/{board.token}/jobs/{posting_id}"
