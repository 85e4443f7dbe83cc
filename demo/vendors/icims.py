"""iCIMS' career sites: the new ones answer with JSON on the employer's host, the classic ones with the vendor's pages.

The address to apply leads to a log-in. A salary of 0 is none. Classic pages hold twenty postings each, counted from 0,
and their sitemap is forbidden.
"""

from html import escape
from typing import Any

from demo.answers import Answer, Request, html_answer, json_answer, not_found_page, page_drawn_by
from demo.chance import Chance
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.places import Place
from demo.schema_org import job_posting, script
from demo.slugs import slug_of

SOURCE = "icims"
HOSTS: tuple[str, ...] = ("careers-*.icims.com", "talent.*.example")
_PER_PAGE, _MOST = 20, 100


def careers_url(board: Board) -> str:
    return f"https://{_host(board)}/jobs"


def watched_as(board: Board) -> str:
    return _host(board)


def token_of(request: Request) -> str:
    if request.host.endswith(".example"):
        return request.host.split(".")[1]
    return request.host.partition(".")[0].removeprefix("careers-")


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing or request.host != _host(listing.board):
        return not_found_page("Page not found")
    match request.path.rstrip("/").split("/"), _is_new(listing.board):
        case ["", "api", "jobs"], True:
            return _new_page(request, listing)
        case ["", "jobs"], True:
            return page_drawn_by("assets.jibecdn.com", listing.board.employer.name)
        case ["", "jobs", "search"], False:
            return _classic_page(listing, request.number("pr", 0))
        case ["", "jobs", number, *_, "job"], False:
            return _classic_detail(listing, number)
    forbidden = request.path == "/sitemap.xml" and not _is_new(listing.board)
    return html_answer("<body><h1>403 Forbidden</h1></body>", 403) if forbidden else not_found_page("Page not found")


def _is_new(board: Board) -> bool:
    return board.habit("new site", (True, False))


def _host(board: Board) -> str:
    return f"talent.{board.token}.example" if _is_new(board) else f"careers-{board.token}.icims.com"


def _number(posting: Posting) -> str:
    return str(1000 + posting.number % 900_000)


def _new_page(request: Request, listing: Listing) -> Answer:
    limit = min(request.number("limit", 10) or 10, _MOST)
    first = (max(request.number("page", 1), 1) - 1) * limit
    items = [_item(posting, listing.board) for posting in listing.postings]
    page = {"jobs": items[first : first + limit], "totalCount": len(items), "count": len(items)}
    return json_answer(page, has_etag=True)


def _item(posting: Posting, board: Board) -> dict[str, Any]:
    place, salary, number = posting.places[0], posting.salary, _number(posting)
    data = {
        "slug": number,
        "req_id": number,
        "title": posting.title,
        "description": html_of(posting.sections, style_of(board)),
        "full_location": f"{place.city}, {place.region}, {place.country.name}",
        "short_location": f"{place.city}, {place.region}",
        "city": place.city,
        "state": place.region,
        "country": place.country.name,
        "country_code": place.country.code,
        "categories": [{"name": posting.department}],
        "tags1": [posting.department],
        "tags2": ["Yes" if posting.workplace == "remote" else "No"],
        "employment_type": posting.employment.upper(),
        "location_type": "ANY" if posting.workplace == "remote" else "LAT_LNG",
        "posted_date": posting.published.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "salary_min_value": salary.least if salary else 0,
        "salary_max_value": salary.most if salary else 0,
        "apply_url": f"https://careers-{board.token}.icims.com/jobs/{number}/login",
        "hiring_organization": board.employer.name,
        "client_code": board.token,
        "ats_code": "icims",
        "meta_data": {"canonical_url": f"{careers_url(board)}/{number}?lang=en-us"},
    }
    return {"data": data}


def _classic_page(listing: Listing, page: int) -> Answer:
    count = max(1, -(-len(listing.postings) // _PER_PAGE))
    shown = listing.postings[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    cards = "".join(_card(posting, listing.board) for posting in shown)
    search = f"https://{_host(listing.board)}/jobs/search?in_iframe=1&amp;pr="
    following = f'<a href="{search}{page + 1}" class="glyph">Next</a>' if page + 1 < count else ""
    return html_answer(
        '<body class="iCIMS_ListingsPage">\n<div class="iCIMS_MainWrapper iCIMS_ListingsPage">\n'
        f'<ul class="container-fluid iCIMS_JobsTable">\n{cards}</ul>\n'
        f'<div class="iCIMS_Paging">Page {page + 1} of {count}\n{following}</div>\n</div>\n</body>'
    )


def _card(posting: Posting, board: Board) -> str:
    number, title = _number(posting), escape(posting.title)
    return (
        '<li class="iCIMS_JobCardItem">\n<div class="row">\n<div class="col-xs-6 header left">\n'
        f'<span class="sr-only field-label">Location</span>\n<span>\n{_coded(posting.places[0])}</span>\n</div>\n'
        f'<div class="col-xs-12 title">\n<a href="{_url(posting, board)}?in_iframe=1" class="iCIMS_Anchor" '
        f'title="{number} - {title}">\n<span class="sr-only field-label">Title</span>\n<h3>\n{title}</h3>\n</a>\n'
        "</div>\n"
        f'<div class="col-xs-12 additionalFields"><dl class="iCIMS_JobHeaderGroup"><div class="iCIMS_JobHeaderTag">'
        f'<dt class="iCIMS_JobHeaderField">Job ID</dt><dd class="iCIMS_JobHeaderData"><span>2026-{number}</span></dd>'
        "</div></dl></div>\n</div>\n</li>\n"
    )


def _coded(place: Place) -> str:
    return (
        f"US-{place.region_code}-{place.city}" if place.country.code == "US" else f"{place.country.code}-{place.city}"
    )


def _url(posting: Posting, board: Board) -> str:
    return f"https://{_host(board)}/jobs/{_number(posting)}/{slug_of(posting.title)}/job"


def _classic_detail(listing: Listing, number: str) -> Answer:
    for posting in listing.postings:
        if _number(posting) == number:
            schema = job_posting(posting, listing.board, number, _url(posting, listing.board))
            stamp = {"datePosted": posting.published.strftime("%Y-%m-%dT%H:%M:%S.000Z")}
            hashed = Chance("icims", number).below(10**9)
            head = f"<head><title>{escape(posting.title)}</title>\n{script(schema | stamp)}</head>"
            body = f'<div class="iCIMS_JobContent" data-hashed="{hashed}">{schema["description"]}</div>'
            return html_answer(f"{head}\n<body>{body}</body>")
    return not_found_page("Page not found")
