"""Ashby's posting API: the whole board, with Last-Modified for a validator.

Postings that the employer unlisted are in it and say so. Hybrid postings are `isRemote` too.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from demo.answers import Answer, Request, json_answer
from demo.chance import Chance
from demo.company import Board, Posting, Salary
from demo.day import Listing
from demo.markup import html_of, style_of, text_of
from demo.money import amount_text
from demo.movement import last_moved
from demo.places import Place

SOURCE = "ashby"
HOSTS: tuple[str, ...] = ("api.ashbyhq.com",)
_EMPLOYMENTS = {
    "full_time": "FullTime",
    "part_time": "PartTime",
    "contract": "Contract",
    "temporary": "Temporary",
    "internship": "Intern",
}
_WORKPLACES = {"onsite": "OnSite", "hybrid": "Hybrid", "remote": "Remote"}


def careers_url(board: Board) -> str:
    return f"https://jobs.ashbyhq.com/{board.token}"


def watched_as(board: Board) -> str:
    return board.token


def token_of(request: Request) -> str:
    match request.path.split("/"):
        case ["", "posting-api", "job-board", token]:
            return token
    return ""


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing:
        return Answer(404, b"Not Found", "text/plain; charset=utf-8")
    shows_pay = request.value("includeCompensation") == "true"
    items = [_item(posting, listing.board, shows_pay=shows_pay) for posting in listing.postings]
    moved = datetime.combine(
        listing.date - timedelta(days=listing.day - last_moved(listing.board, listing.day)), time()
    )
    body = json_answer({"jobs": items, "apiVersion": "1"}).body
    return Answer(
        200, body, "application/json; charset=utf-8", last_modified=moved.replace(tzinfo=UTC) - timedelta(minutes=30)
    )


def is_listed(posting: Posting) -> bool:
    return posting.number % 29 != 0


def _item(posting: Posting, board: Board, *, shows_pay: bool) -> dict[str, Any]:
    first, *others = posting.places
    posting_id = str(UUID(int=posting.number << 64 | posting.requisition, version=4))
    item = {
        "id": posting_id,
        "title": posting.title,
        "department": posting.department,
        "team": posting.department,
        "employmentType": _EMPLOYMENTS[posting.employment],
        "location": _named(first),
        "secondaryLocations": [{"location": _named(place), "address": _address(place)} for place in others],
        "publishedAt": posting.published.strftime("%Y-%m-%dT%H:%M:%S.") + f"{posting.number % 1000:03}+00:00",
        "isListed": is_listed(posting),
        "isRemote": posting.workplace != "onsite",
        "workplaceType": _WORKPLACES[posting.workplace] if board.habit("workplace", (True, True, False)) else None,
        "address": _address(first),
        "jobUrl": f"{careers_url(board)}/{posting_id}",
        "applyUrl": f"{careers_url(board)}/{posting_id}/application",
        "descriptionHtml": html_of(posting.sections, style_of(board)),
        "descriptionPlain": text_of(posting.sections),
    }
    pay = {"shouldDisplayCompensationOnJobPostings": bool(posting.salary), "compensation": _pay(posting.salary)}
    return item | pay if shows_pay else item


def _named(place: Place) -> str:
    return f"{place.city}, {place.region}" if place.country.code in ("US", "CA") else place.city


def _address(place: Place) -> dict[str, Any]:
    parts = {"addressRegion": place.region, "addressCountry": place.country.name, "addressLocality": place.city}
    return {"postalAddress": parts}


def _pay(salary: Salary | None) -> dict[str, Any]:
    """With nulls and empty lists where the employer shows nothing."""
    if not salary:
        return {
            "compensationTierSummary": None,
            "scrapeableCompensationSalarySummary": None,
            "compensationTiers": [],
            "summaryComponents": [],
        }
    least, most = (amount_text(amount, salary.currency, "en") for amount in (salary.least, salary.most))
    summary = f"{least} \N{EN DASH} {most}"
    component = {
        "compensationType": "Salary",
        "interval": f"1 {salary.period.upper()}",
        "currencyCode": salary.currency,
        "minValue": salary.least,
        "maxValue": salary.most,
    }
    ids = [str(UUID(int=Chance(what, salary).number(), version=4)) for what in ("tier", "component")]
    tier = {
        "id": ids[0],
        "tierSummary": summary,
        "title": None,
        "additionalInformation": None,
        "components": [{"id": ids[1], "summary": summary, **component}],
    }
    return {
        "compensationTierSummary": summary,
        "scrapeableCompensationSalarySummary": f"{least} - {most}",
        "compensationTiers": [tier],
        "summaryComponents": [component],
    }
