"""Workday's cxs API: pages of twenty that are POSTed for, details that are GET.

The total is right on the first page only at some tenants, never above 2,000, and offsets beyond it begin again; the
facets' counts tell the truth. Whoever is too fast gets an empty page that states a total all the same. Days are words,
and a posting in several places names only their number.
"""

from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from demo.answers import Answer, Request, html_answer, json_answer
from demo.chance import Chance
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.slugs import slug_of

SOURCE = "workday"
HOSTS: tuple[str, ...] = ("*.wd*.myworkdayjobs.com",)
_MOST, _CLAMP, _OLDEST = 20, 2000, 30
_TIME_TYPES = {"part_time": "Part time"}
_REMOTE_TYPES = {"onsite": "Onsite", "hybrid": "Hybrid", "remote": "Remote"}
_SITES = ("Careers", "External", "jobs")
_SERVERS = ("wd1", "wd3", "wd5", "wd103")


class _Asked(msgspec.Struct):
    """All four are needed."""

    appliedFacets: dict[str, list[str]]  # noqa: N815  The vendor's spelling.
    limit: int
    offset: int
    searchText: str  # noqa: N815  The vendor's spelling.


def careers_url(board: Board) -> str:
    return f"https://{_host(board)}/{board.habit('site', _SITES)}"


def watched_as(board: Board) -> str:
    return f"{board.habit('server', _SERVERS)}:{board.token}/{board.habit('site', _SITES)}"


def token_of(request: Request) -> str:
    return request.host.partition(".")[0]


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing or request.host != _host(listing.board):
        return _error(404, "S22", "not found")
    site = listing.board.habit("site", _SITES)
    match request.method, request.path.split("/", 5):
        case "GET", ["", "robots.txt"]:
            lines = f"User-agent: *\nDisallow: /wday/\nSitemap: https://{request.host}/{site}/siteMap.xml\n"
            return Answer(200, lines.encode(), "text/plain; charset=utf-8")
        case "POST", ["", "wday", "cxs", tenant, asked, "jobs"] if (tenant, asked) == (listing.board.token, site):
            return _page(request, listing)
        case "GET", ["", "wday", "cxs", tenant, asked, path] if (tenant, asked) == (listing.board.token, site):
            return _detail(listing, f"/{path}")
        case "GET", ["", *_]:
            return html_answer(f"<body><h1>{listing.board.employer.name}</h1></body>")
    return _error(404, "S22", "not found")


def empty_page(listing: Listing) -> Answer:
    """What a caller gets who is too fast."""
    total = min(len(listing.postings), _CLAMP)
    return json_answer({"total": total, "jobPostings": [], "facets": [], "userAuthenticated": False})


def _error(status: int, code: str, message: str) -> Answer:
    return json_answer({"errorCode": code, "httpStatus": status, "message": message, "messageParams": {}}, status)


def _host(board: Board) -> str:
    return f"{board.token}.{board.habit('server', _SERVERS)}.myworkdayjobs.com"


def _page(request: Request, listing: Listing) -> Answer:
    try:
        asked = msgspec.json.decode(request.body, type=_Asked)
    except msgspec.DecodeError:
        return _error(422, "HTTP_422", "unprocessable")
    if asked.limit > _MOST or asked.limit < 1 or asked.offset < 0:
        return _error(400, "HTTP_400", "bad request")
    found = [posting for posting in listing.postings if _is_wanted(posting, asked.appliedFacets)]
    reachable = found[:_CLAMP]
    first = asked.offset % _CLAMP if len(found) > _CLAMP else asked.offset
    is_silent = asked.offset and listing.board.habit("later totals", (False, True))
    page = {
        "total": 0 if is_silent else len(reachable),
        "jobPostings": [_item(posting, listing) for posting in reachable[first : first + asked.limit]],
        "facets": [] if asked.offset else _facets(found),
        "userAuthenticated": False,
    }
    return json_answer(page)


def _is_wanted(posting: Posting, facets: dict[str, list[str]]) -> bool:
    values = _facet_values(posting)
    return all(_facet_id(values.get(name, "")) in ids for name, ids in facets.items() if ids)


def _facet_values(posting: Posting) -> dict[str, str]:
    return {
        "jobFamilyGroup": posting.department,
        "timeType": _TIME_TYPES.get(posting.employment, "Full time"),
        "locations": posting.places[0].city,
    }


@lru_cache(maxsize=10_000)
def _facet_id(value: str) -> str:
    return f"{Chance('facet', value).number():016x}{Chance('facet', value, 2).number():016x}"


def _facets(postings: list[Posting]) -> list[dict[str, Any]]:
    titles = {"jobFamilyGroup": "Job Category", "timeType": "Time Type", "locations": "Locations"}
    counts = {name: Counter(_facet_values(posting)[name] for posting in postings) for name in titles}
    return [
        {
            "facetParameter": name,
            "descriptor": title,
            "values": [{"descriptor": v, "id": _facet_id(v), "count": n} for v, n in counts[name].most_common(100)],
        }
        for name, title in titles.items()
    ]


def _requisition(posting: Posting) -> str:
    return f"JR-{posting.requisition % 900_000 + 100_000}"


def _path(posting: Posting) -> str:
    """The same requisition comes again in other places, and after a repost, with a further number."""
    again = f"-{posting.number % 10}" if posting.number % 10 else ""
    place = slug_of(posting.places[0].city).title()
    return f"/job/{place}/{slug_of(posting.title).title()}_{_requisition(posting)}{again}"


def _item(posting: Posting, listing: Listing) -> dict[str, Any]:
    places = posting.places
    item = {
        "title": posting.title,
        "externalPath": _path(posting),
        "locationsText": places[0].city if len(places) == 1 else f"{len(places)} Locations",
        "postedOn": _posted_on(posting, listing),
        "bulletFields": [_requisition(posting)],
    }
    if listing.board.habit("remote types", (True, False)):
        item["remoteType"] = _REMOTE_TYPES[posting.workplace]
    return item


def _posted_on(posting: Posting, listing: Listing) -> str:
    today = datetime(listing.date.year, listing.date.month, listing.date.day, 12, tzinfo=UTC)
    days = (today.date() - posting.published.date()).days
    if listing.board.employer.languages[0] == "de":
        return "Vor mehr als 30 Tagen ausgeschrieben" if days > _OLDEST else f"Vor {days} Tagen ausgeschrieben"
    if days == 1:
        return "Posted Yesterday"
    return "Posted 30+ Days Ago" if days > _OLDEST else f"Posted {days} Days Ago"


def _detail(listing: Listing, path: str) -> Answer:
    for posting in listing.postings:
        # The requisition is cheap, and the path holds it.
        if _requisition(posting) in path and _path(posting) == path:
            return json_answer(_full(posting, listing))
    return _error(404, "S22", "not found")


def _full(posting: Posting, listing: Listing) -> dict[str, Any]:
    board, first = listing.board, posting.places[0]
    country = {"descriptor": first.country.name, "id": _facet_id(first.country.code)}
    info = {
        "id": UUID(int=posting.number << 64 | posting.requisition).hex,
        "title": posting.title,
        "jobDescription": html_of(posting.sections, style_of(board)),
        "location": first.city,
        "postedOn": _posted_on(posting, listing),
        "startDate": posting.published.date().isoformat(),
        "timeType": _TIME_TYPES.get(posting.employment, "Full time"),
        "jobReqId": _requisition(posting),
        "jobPostingId": _path(posting).rpartition("/")[2],
        "jobPostingSiteId": board.habit("site", _SITES),
        "country": country,
        "canApply": True,
        "posted": True,
        "includeResumeParsing": True,
        "jobRequisitionLocation": {
            "descriptor": first.city,
            "country": {**country, "alpha2Code": first.country.code},
        },
        "remoteType": _REMOTE_TYPES[posting.workplace],
        "externalUrl": f"{careers_url(board)}{_path(posting)}",
    }
    if others := [place.city for place in posting.places[1:]]:
        info["additionalLocations"] = others
    organization = {"name": board.employer.name, "url": ""}
    return {"jobPostingInfo": info, "hiringOrganization": organization, "similarJobs": [], "userAuthenticated": False}
