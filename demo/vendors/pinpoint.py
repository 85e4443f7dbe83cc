"""Pinpoint's careers site as JSON: the whole board, its texts in four parts, without a date of publishing.

Figures of a salary are there even where they are not to be shown. The subdomain of an employer with a domain of its
own answers with an empty board.
"""

from typing import Any
from uuid import UUID

from demo.answers import Answer, Request, json_answer, not_found_page, page_drawn_by
from demo.chance import Chance
from demo.company import Board, Posting, Section
from demo.day import Listing
from demo.markup import body_html, html_of, style_of
from demo.money import amount_text
from demo.places import Place

SOURCE = "pinpoint"
HOSTS: tuple[str, ...] = ("*.pinpointhq.com", "hiring.*.example")
_EMPLOYMENTS = {
    "full_time": ("full_time", "Full Time"),
    "part_time": ("part_time", "Part Time"),
    "contract": ("contract_to_hire", "Contract to Hire"),
    "temporary": ("temporary", "Temporary"),
    "internship": ("internship", "Internship"),
}
_WORKPLACES = {"onsite": "On-site", "hybrid": "Hybrid", "remote": "Fully remote"}


def careers_url(board: Board) -> str:
    return f"https://{_host(board)}"


def watched_as(board: Board) -> str:
    return _host(board) if _has_own_domain(board) else board.token


def token_of(request: Request) -> str:
    labels = request.host.split(".")
    return labels[1] if labels[0] == "hiring" and labels[-1] == "example" else labels[0]


def answer(request: Request, listing: Listing | None) -> Answer:
    if listing and request.host == _host(listing.board) and request.path == "/":
        return page_drawn_by("assets.pinpointhq.com", listing.board.employer.name)
    if not listing or request.path != "/postings.json":
        return not_found_page("Page not found")
    if request.host != _host(listing.board):
        return json_answer({"data": []})
    return json_answer({"data": [_item(posting, listing.board) for posting in listing.postings]})


def _has_own_domain(board: Board) -> bool:
    return board.habit("own domain", (False, True))


def _host(board: Board) -> str:
    return f"hiring.{board.token}.example" if _has_own_domain(board) else f"{board.token}.pinpointhq.com"


def _item(posting: Posting, board: Board) -> dict[str, Any]:
    about, role, duties, profile, extras, benefits, closing = posting.sections
    style = style_of(board)
    path = f"/{posting.language}/postings/{UUID(int=posting.number << 64 | posting.requisition, version=4)}"
    employment, employment_text = _EMPLOYMENTS[posting.employment]
    requisition = f"{posting.requisition % 10_000:04}"
    department = {"id": _number(posting.department), "name": posting.department}

    def part(name: str, section: Section, more: str = "") -> dict[str, str]:
        return {f"{name}_header": section.heading, name: body_html(section, style) + more}

    return {
        "id": str(100_000 + posting.number % 800_000),
        "title": posting.title,
        "url": f"https://{_host(board)}{path}",
        "path": path,
        "description": html_of((about, role), style),
        **part("key_responsibilities", duties),
        **part("skills_knowledge_expertise", profile, html_of((extras,), style)),
        **part("benefits", benefits, html_of((closing,), style)),
        "employment_type": employment,
        "employment_type_text": employment_text,
        "workplace_type": posting.workplace,
        "workplace_type_text": _WORKPLACES[posting.workplace],
        "deadline_at": None,
        "reporting_to": None,
        "requisition_id": requisition,
        "department": department,
        "division": None,
        "job": {
            "id": str(300_000 + posting.requisition % 90_000),
            "requisition_id": requisition,
            "department": department,
            "division": None,
            "structure_custom_group_one": None,
        },
        "location": _location(posting.places[0]),
        **_compensation(posting, board),
    }


def _compensation(posting: Posting, board: Board) -> dict[str, Any]:
    salary, is_shown = posting.salary, board.habit("shows pay", (True, True, False))
    if not salary:
        names = ("compensation", "compensation_minimum", "compensation_maximum")
        nothing = dict.fromkeys((*names, "compensation_currency", "compensation_frequency"))
        return nothing | {"compensation_visible": False}
    least, most = (amount_text(amount, salary.currency, "en") for amount in (salary.least, salary.most))
    return {
        "compensation": f"{least} - {most} / {salary.period}" if is_shown else None,
        "compensation_minimum": float(salary.least),
        "compensation_maximum": float(salary.most),
        "compensation_currency": salary.currency,
        "compensation_frequency": salary.period,
        "compensation_visible": is_shown,
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "id": _number(place.city),
        "city": place.city,
        "name": f"{place.city}, {place.country.name}",
        "postal_code": place.postal_code,
        "province": place.region,
    }


def _number(name: str) -> str:
    return str(10_000 + Chance("pinpoint", name).below(80_000))
