"""SmartRecruiters' posting API: pages of at most a hundred, newest first, and a detail for each posting.

An unknown company is an empty list, not an error. The list has no text and no page's address.
"""

from typing import Any
from uuid import UUID

from demo.answers import Answer, Request, json_answer
from demo.chance import Chance
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import Style, body_html, html_of, style_of
from demo.places import Place

SOURCE = "smartrecruiters"
HOSTS: tuple[str, ...] = ("api.smartrecruiters.com",)
_MOST, _DEFAULT = 100, 10
_LANGUAGES = {
    "en": {"code": "en", "label": "English", "labelNative": "English (US)"},
    "de": {"code": "de", "label": "German", "labelNative": "Deutsch"},
    "fr": {"code": "fr", "label": "French", "labelNative": "Français"},
}
_EMPLOYMENTS = {
    "full_time": {"id": "permanent", "label": "Full-time"},
    "part_time": {"id": "part-time", "label": "Part-time"},
    "contract": {"id": "contract", "label": "Contract"},
    "temporary": {"id": "temporary", "label": "Temporary"},
    "internship": {"id": "intern", "label": "Intern"},
}


def careers_url(board: Board) -> str:
    return f"https://careers.smartrecruiters.com/{board.token}"


def watched_as(board: Board) -> str:
    return board.token


def token_of(request: Request) -> str:
    match request.path.split("/"):
        case ["", "v1", "companies", token, "postings", *_]:
            return token
    return ""


def answer(request: Request, listing: Listing | None) -> Answer:
    match request.path.rstrip("/").split("/")[5:]:
        case [posting_id]:
            return _detail(listing, posting_id)
    limit = min(request.number("limit", _DEFAULT) or _DEFAULT, _MOST)
    offset = request.number("offset", 0)
    items = [_item(posting, listing.board) for posting in listing.postings] if listing else []
    page = {"offset": offset, "limit": limit, "totalFound": len(items), "content": items[offset : offset + limit]}
    return json_answer(page, has_etag=True)


def _detail(listing: Listing | None, posting_id: str) -> Answer:
    for posting in listing.postings if listing else ():
        if listing and _id(posting) == posting_id:
            return json_answer(_item(posting, listing.board) | _full(posting, listing.board), has_etag=True)
    reason = f"Posting with id: '{posting_id}' not found"
    return json_answer({"message": reason, "errors": [{"code": "NOT_FOUND", "message": reason}]}, 404)


def _id(posting: Posting) -> str:
    return str(744_000_000_000_000 + posting.number % 199_999_999_999)


def _uuid(posting: Posting, what: str) -> str:
    return str(UUID(int=Chance(what, posting.number).number() << 64 | posting.number, version=4))


def _item(posting: Posting, board: Board) -> dict[str, Any]:
    company = {"identifier": board.token, "name": board.employer.name}
    industry = board.employer.sector.industry
    return {
        "id": _id(posting),
        "name": posting.title,
        "uuid": _uuid(posting, "posting"),
        "jobAdId": _uuid(posting, "ad"),
        "defaultJobAd": True,
        "refNumber": f"REF{posting.requisition % 90000}{'ABCDEFGHJKLMNPQRSTUVWXYZ'[posting.requisition % 24]}",
        "company": company,
        "releasedDate": posting.published.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "location": _location(posting, posting.places[0]),
        "industry": {"id": industry.lower().replace(" & ", "_and_").replace(" ", "_"), "label": industry},
        "department": _department(posting, board),
        "function": {"id": posting.trade, "label": posting.department},
        "typeOfEmployment": _EMPLOYMENTS[posting.employment],
        "experienceLevel": _experience(posting),
        "customField": _custom_fields(posting, board),
        "visibility": "PUBLIC",
        "ref": f"https://{HOSTS[0]}/v1/companies/{board.token}/postings/{_id(posting)}",
        "language": _LANGUAGES[posting.language],
    }


def _full(posting: Posting, board: Board) -> dict[str, Any]:
    url = f"https://jobs.smartrecruiters.com/{board.token}/{_id(posting)}"
    return {
        "postingUrl": url,
        "applyUrl": f"{url}?oga=true",
        "referralUrl": f"https://jobs.smartrecruiters.com/external-referrals/company/{board.token}/publication/"
        f"{_uuid(posting, 'referral')}",
        "active": True,
        "jobAd": {"sections": _sections(posting, style_of(board))},
    }


def _sections(posting: Posting, style: Style) -> dict[str, Any]:
    about, role, duties, profile, extras, benefits, closing = posting.sections
    texts = {
        "companyDescription": ("Company Description", body_html(about, style)),
        "jobDescription": ("Job Description", html_of((role, duties), style)),
        "qualifications": ("Qualifications", html_of((profile, extras), style)),
        "additionalInformation": ("Additional Information", html_of((benefits, closing), style)),
    }
    return {name: {"title": title, "text": text} for name, (title, text) in texts.items()}


def _location(posting: Posting, place: Place) -> dict[str, Any]:
    region = place.region_code if place.country.code in ("US", "CA", "AU") else ""
    return {
        "city": place.city,
        "region": region,
        "country": place.country.code.lower(),
        "postalCode": place.postal_code,
        "remote": posting.workplace == "remote",
        "hybrid": posting.workplace == "hybrid",
        "latitude": str(place.latitude),
        "longitude": str(place.longitude),
        "fullLocation": f"{place.city}, {region}, {place.country.name}",
    }


def _department(posting: Posting, board: Board) -> dict[str, str]:
    """Half of the employers say it in a field of their own instead."""
    if board.habit("department", (True, False)):
        return {"id": str(Chance(board.token, posting.department).below(90_000)), "label": posting.department}
    return {}


def _experience(posting: Posting) -> dict[str, str]:
    if posting.senior:
        return {"id": "mid_senior_level", "label": "Mid-Senior Level"}
    if posting.employment == "internship":
        return {"id": "internship", "label": "Internship"}
    return {"id": "associate", "label": "Associate"}


def _custom_fields(posting: Posting, board: Board) -> list[dict[str, str]]:
    country = posting.places[0].country
    fields = [("COUNTRY", "Country/Region", country.code.lower(), country.name)]
    if not _department(posting, board):
        fields.append(("5f0c2b7d9a41e63d8c77aa10", "Department", posting.trade, posting.department))
    keys = ("fieldId", "fieldLabel", "valueId", "valueLabel")
    return [dict(zip(keys, field, strict=True)) for field in fields]
