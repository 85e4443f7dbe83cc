"""Feeds of employers' own sites, RSS or Atom: a window of the newest postings, seldom all of them.

Some items have no id but their address. Titles begin with the employer's name.
"""

from email.utils import format_datetime
from html import escape
from uuid import UUID

from demo.answers import Answer, Request, not_found_page
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.slugs import slug_of

SOURCE = "rss"
HOSTS: tuple[str, ...] = ("feeds.*.example",)
_WINDOW = 20


def careers_url(board: Board) -> str:
    return f"https://{watched_as(board)}"


def watched_as(board: Board) -> str:
    return f"feeds.{board.token}.example{_path(board)}"


def token_of(request: Request) -> str:
    return request.host.split(".")[1]


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing or request.path != _path(listing.board):
        return not_found_page("Not found")
    write = _rss if request.path.endswith(".rss") else _atom
    return Answer(200, write(listing).encode(), "application/xml; charset=utf-8", has_etag=True)


def _path(board: Board) -> str:
    return board.habit("format", ("/jobs.rss", "/jobs.atom"))


def _url(posting: Posting, board: Board) -> str:
    return f"{board.employer.website}/jobs/{page_of(posting)}"


def page_of(posting: Posting) -> str:
    """The name of the posting's page on the employer's website."""
    return f"{posting.number % 10**8}-{slug_of(posting.title)}"


def _title(posting: Posting, board: Board) -> str:
    return escape(f"{board.employer.name}: {posting.title}", quote=False)


def _content(posting: Posting, board: Board) -> str:
    """The text, after a line with the places: there is no field for them."""
    places = "; ".join(f"{place.city}, {place.country.name}" for place in posting.places)
    text = html_of(posting.sections, style_of(board))
    return escape(f"<p><strong>Location:</strong> {places}</p>\n{text}", quote=False)


def _rss(listing: Listing) -> str:
    board = listing.board
    items = "".join(_rss_item(posting, board) for posting in listing.postings[:_WINDOW])
    name = escape(board.employer.name)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0">\n<channel>\n'
        f"<title>{name}: open positions</title>\n<link>{board.employer.website}</link>\n"
        f"<description>New positions at {name}</description>\n{items}</channel>\n</rss>\n"
    )


def _rss_item(posting: Posting, board: Board) -> str:
    has_guid = board.habit("guid", (True, True, False))
    guid = f'<guid isPermaLink="false">{board.token}:{posting.number}</guid>\n' if has_guid else ""
    return (
        f"<item>\n<title>{_title(posting, board)}</title>\n<link>{_url(posting, board)}</link>\n{guid}"
        f"<category>{escape(posting.department)}</category>\n<pubDate>{format_datetime(posting.published)}</pubDate>\n"
        f"<description>{_content(posting, board)}</description>\n</item>\n"
    )


def _atom(listing: Listing) -> str:
    board = listing.board
    entries = "".join(_atom_entry(posting, board) for posting in listing.postings[:_WINDOW])
    updated = max((posting.changed for posting in listing.postings), default=None)
    stamp = f"<updated>{updated.isoformat(timespec='seconds')}</updated>\n" if updated else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{escape(board.employer.name)}</title>\n<id>{board.employer.website}/</id>\n{stamp}{entries}</feed>\n"
    )


def _atom_entry(posting: Posting, board: Board) -> str:
    return (
        f"<entry>\n<title>{_title(posting, board)}</title>\n"
        f"<id>urn:uuid:{UUID(int=posting.number << 64 | posting.requisition, version=4)}</id>\n"
        f'<link rel="alternate" href="{_url(posting, board)}"/>\n'
        f"<published>{posting.published.isoformat(timespec='seconds')}</published>\n"
        f"<updated>{posting.changed.isoformat(timespec='seconds')}</updated>\n"
        f'<category term="{escape(posting.department)}"/>\n'
        f'<content type="html">{_content(posting, board)}</content>\n</entry>\n'
    )
