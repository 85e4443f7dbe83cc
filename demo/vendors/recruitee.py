"""Recruitee's offers: the whole company, moments in a form of their own, pages on the employer's own domain.

Figures of a salary are strings. There is no validator.
"""

from datetime import datetime
from typing import Any

from demo.answers import Answer, Request, json_answer, not_found_page
from demo.chance import Chance
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.places import Place
from demo.slugs import slug_of

SOURCE = "recruitee"
HOSTS: tuple[str, ...] = ("*.recruitee.com",)
_EMPLOYMENTS = {
    "full_time": "fulltime_permanent",
    "part_time": "parttime_permanent",
    "contract": "freelance",
    "temporary": "fulltime_fixed_term",
    "internship": "internship",
}


def careers_url(board: Board) -> str:
    return f"https://{board.token}.recruitee.com"


def watched_as(board: Board) -> str:
    return board.token


def token_of(request: Request) -> str:
    return request.host.partition(".")[0]


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing or request.path.rstrip("/") != "/api/offers":
        return not_found_page("This page doesn't exist")
    return json_answer({"offers": [_offer(posting, listing.board) for posting in listing.postings]})


def _offer(posting: Posting, board: Board) -> dict[str, Any]:
    slug, guid = f"{slug_of(posting.title)}-{posting.requisition % 1000}", f"{posting.number % 36**5:05x}"
    return {
        "id": 2_000_000 + posting.number % 900_000,
        "slug": slug,
        "guid": guid,
        "status": "published",
        "position": posting.number % 900,
        "company_name": board.employer.name,
        "department": posting.department,
        **_texts(posting, board),
        **_places(posting),
        "employment_type_code": _EMPLOYMENTS[posting.employment],
        "category_code": posting.trade,
        "education_code": "vocational",
        "experience_code": "experienced" if posting.senior else "entry_level",
        "min_hours": 32,
        "max_hours": 40,
        "salary": _salary(posting),
        "careers_url": f"{_site(board)}/o/{slug}",
        "careers_apply_url": f"{_site(board)}/o/{slug}/c/new",
        "created_at": _stamp(posting.published),
        "published_at": _stamp(posting.published),
        "updated_at": _stamp(posting.changed),
        "close_at": None,
        "tags": [],
        "open_questions": [],
        "dynamic_fields": [],
        "mailbox_email": f"job.{guid}@{board.token}.recruitee.com",
        "options_cv": "required",
        "options_phone": "optional",
    }


def _texts(posting: Posting, board: Board) -> dict[str, Any]:
    """In two parts, and once more by their language."""
    about, role, duties, profile, extras, benefits, closing = posting.sections
    style = style_of(board)
    text = {
        "title": posting.title,
        "description": html_of((about, role, duties, benefits, closing), style),
        "requirements": html_of((profile, extras), style),
        "highlight": None,
    }
    return text | {"translations": {posting.language: text}}


def _places(posting: Posting) -> dict[str, Any]:
    first = posting.places[0]
    return {
        "location": f"{first.city}, {first.region}, {first.country.name}",
        "city": first.city,
        "state_name": first.region,
        "state_code": first.region_code,
        "country": first.country.name,
        "country_code": first.country.code,
        "postal_code": first.postal_code,
        "locations": [_location(place) for place in posting.places],
        "remote": posting.workplace == "remote",
        "hybrid": posting.workplace == "hybrid",
        "on_site": posting.workplace == "onsite",
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "id": Chance("recruitee location", place.city).below(90_000),
        "name": place.city,
        "city": place.city,
        "state": place.region,
        "state_code": place.region_code,
        "country": place.country.name,
        "country_code": place.country.code,
        "street": None,
        "postal_code": place.postal_code,
        "note": None,
    }


def _salary(posting: Posting) -> dict[str, str | None]:
    if not posting.salary:
        return {"min": None, "max": None, "period": None, "currency": None}
    salary = posting.salary
    return {
        "min": str(salary.least),
        "max": str(salary.most),
        "period": salary.period,
        "currency": salary.currency,
    }


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def _site(board: Board) -> str:
    return board.habit("site", (careers_url(board), f"https://jobs.{board.employer.slug}.example"))
