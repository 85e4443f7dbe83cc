"""Teamtailor's feeds of a careers site: RSS with places in a namespace of their own, paged, and JSON Feed.

Sites answer below the vendor's domain, or on the employer's own alone. `none` is the usual remote status and says
nothing. There is no /feed, and /jobs.xml is not acceptable.
"""

from collections.abc import Sequence
from email.utils import format_datetime
from html import escape
from typing import Any
from uuid import UUID

from demo.answers import Answer, Request, json_answer, not_found_page, page_drawn_by
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.places import Place
from demo.schema_org import job_posting
from demo.slugs import slug_of

SOURCE = "teamtailor"
HOSTS: tuple[str, ...] = ("*.teamtailor.com", "career.*.example")
_PER_PAGE = 100


def careers_url(board: Board) -> str:
    return f"https://{_host(board)}/jobs"


def watched_as(board: Board) -> str:
    return _host(board) if _has_own_domain(board) else board.token


def token_of(request: Request) -> str:
    labels = request.host.split(".")
    return labels[1] if labels[0] == "career" and labels[-1] == "example" else labels[0]


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing or request.host != _host(listing.board):
        return not_found_page("Page not found")
    match request.path:
        case "/jobs.rss":
            first = request.number("offset", 0)
            per_page = min(request.number("per_page", _PER_PAGE) or _PER_PAGE, _PER_PAGE)
            return _rss(listing.postings[first : first + per_page], listing.board)
        case "/jobs.json":
            return _json_feed(listing.postings[:_PER_PAGE], listing.board)
        case "/" | "/jobs":
            return page_drawn_by("assets-aws.teamtailor-cdn.com", listing.board.employer.name)
        case "/jobs.xml":
            return Answer(406, b"", "text/html; charset=utf-8")
    return not_found_page("Page not found")


def _has_own_domain(board: Board) -> bool:
    return board.habit("own domain", (False, True))


def _host(board: Board) -> str:
    return f"career.{board.token}.example" if _has_own_domain(board) else f"{board.token}.teamtailor.com"


def _url(posting: Posting, board: Board) -> str:
    return f"https://{_host(board)}/jobs/{_number(posting)}-{slug_of(posting.title)}"


def _number(posting: Posting) -> int:
    return 4_000_000 + posting.number % 4_000_000


def _uuid(posting: Posting) -> str:
    return str(UUID(int=posting.number << 64 | posting.requisition, version=4))


def _rss(postings: Sequence[Posting], board: Board) -> Answer:
    items = "".join(_rss_item(posting, board) for posting in postings)
    head = f"<title>{escape(board.employer.name)}</title>\n<link>{careers_url(board)}</link>\n"
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rss version="2.0" xmlns:tt="https://teamtailor.com/locations">\n<channel>\n{head}{items}</channel>\n</rss>\n'
    )
    return Answer(200, body.encode(), "application/rss+xml; charset=utf-8", has_etag=True)


def _rss_item(posting: Posting, board: Board) -> str:
    description = escape(html_of(posting.sections, style_of(board)), quote=False)
    parts = (
        f"<title>{escape(posting.title, quote=False)}</title>",
        f"<description>{description}</description>",
        f"<pubDate>{format_datetime(posting.published)}</pubDate>",
        f"<link>{_url(posting, board)}</link>",
        f"<remoteStatus>{_remote_status(posting, board)}</remoteStatus>",
        f"<guid>{_uuid(posting)}</guid>",
        f"<tt:locations>{''.join(_rss_location(place) for place in posting.places)}</tt:locations>",
        f"<tt:department>{escape(posting.department)}</tt:department>",
        f"<tt:role>{escape(posting.trade)}</tt:role>",
    )
    return "<item>\n  " + "\n  ".join(parts) + "\n</item>\n"


def _remote_status(posting: Posting, board: Board) -> str:
    stated = {"onsite": "onsite", "hybrid": "hybrid", "remote": "fully"}[posting.workplace]
    return board.habit("remote status", (stated, "none", "none"))


def _rss_location(place: Place) -> str:
    values = {"name": place.city, "address": "", "zip": place.postal_code, "city": place.city}
    values |= {"country": place.country.name}
    return (
        "<tt:location>" + "".join(f"<tt:{key}>{value}</tt:{key}>" for key, value in values.items()) + "</tt:location>"
    )


def _json_feed(postings: Sequence[Posting], board: Board) -> Answer:
    site = f"https://{_host(board)}"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": board.employer.name,
        "home_page_url": f"{site}/jobs",
        "feed_url": f"{site}/jobs.json",
        "items": [_json_item(posting, board) for posting in postings],
    }
    return json_answer(feed, has_etag=True)


def _json_item(posting: Posting, board: Board) -> dict[str, Any]:
    url = _url(posting, board)
    schema = job_posting(posting, board, _number(posting), url)
    return {
        "id": _uuid(posting),
        "title": posting.title,
        "url": url,
        "date_published": posting.published.isoformat(timespec="seconds"),
        "content_html": schema["description"],
        "_jobposting": schema | {"description": escape(schema["description"])},
    }
