"""Employers' own sites: postings as schema.org/JobPosting in pages that robots.txt and its sitemaps lead to.

A third of the sitemap is other pages. Each site has a fault of its own: texts that are escaped in the data, ampersands
as entities, the posting inside a graph or behind another block, or data with a line break inside a string.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from demo.answers import Answer, Request, html_answer, not_found_page
from demo.company import Board, Posting
from demo.day import Listing
from demo.schema_org import job_posting, organization, script
from demo.slugs import slug_of

SOURCE = "jsonld"
HOSTS: tuple[str, ...] = ("careers.*.example",)
_OTHER_PAGES = ("", "about-us", "culture", "benefits", "faq", "privacy", "imprint", "locations")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def careers_url(board: Board) -> str:
    return f"https://careers.{board.token}.example"


def watched_as(board: Board) -> str:
    """Only what lies below that folder are postings."""
    return f"careers.{board.token}.example/jobs/"


def token_of(request: Request) -> str:
    return request.host.split(".")[1]


def answer(request: Request, listing: Listing | None) -> Answer:
    name = request.path.strip("/")
    if not listing:
        return not_found_page("Not found")
    if name.startswith("jobs/"):
        return _page(listing, name.removeprefix("jobs/"))
    if name in _OTHER_PAGES:
        links = "".join(_link(posting, listing.board) for posting in listing.postings) if not name else ""
        return html_answer(f"<head>{script(_website(listing.board))}</head>\n<body><h1>Welcome</h1>{links}</body>")
    return _for_crawlers(listing, name)


def _for_crawlers(listing: Listing, name: str) -> Answer:
    site = careers_url(listing.board)
    match name:
        case "robots.txt":
            robots = f"User-agent: *\nDisallow: /intern/\nSitemap: {site}/sitemap_index.xml\n"
            return Answer(200, robots.encode(), "text/plain; charset=utf-8")
        case "sitemap_index.xml":
            return _xml("sitemapindex", "sitemap", [f"{site}/sitemap-pages.xml", f"{site}/sitemap-jobs.xml"], listing)
        case "sitemap-pages.xml":
            return _xml("urlset", "url", [f"{site}/{page}" for page in _OTHER_PAGES], listing)
        case "sitemap-jobs.xml":
            urls = [_url(posting, listing.board) for posting in listing.postings]
            return _xml("urlset", "url", [*urls, f"{site}/locations"], listing)
    return not_found_page("Not found")


def _xml(root: str, element: str, urls: list[str], listing: Listing) -> Answer:
    """Some sites spell the namespace with https."""
    scheme = listing.board.habit("namespace", ("http", "http", "https"))
    items = "".join(f"<{element}><loc>{escape(url)}</loc></{element}>\n" for url in urls)
    body = f'{_XML}<{root} xmlns="{scheme}://www.sitemaps.org/schemas/sitemap/0.9">\n{items}</{root}>\n'
    return Answer(200, body.encode(), "application/xml; charset=utf-8")


def _number(posting: Posting) -> str:
    return str(10_000 + posting.number % 900_000)


def _url(posting: Posting, board: Board) -> str:
    return f"{careers_url(board)}/jobs/{_number(posting)}-{slug_of(posting.title)}"


def _page(listing: Listing, name: str) -> Answer:
    for posting in listing.postings:
        if name.partition("-")[0] == _number(posting):
            board = listing.board
            schema = job_posting(posting, board, _number(posting), _url(posting, board))
            blocks = board.habit("fault", tuple(_FAULTS.values()))(schema, board)
            return html_answer(f"<head><title>{escape(posting.title)}</title>\n{blocks}</head>\n<body></body>")
    return not_found_page("Not found")


def _link(posting: Posting, board: Board) -> str:
    return f'<p><a href="{_url(posting, board)}">{escape(posting.title)}</a></p>\n'


def _website(board: Board) -> dict[str, Any]:
    return {"@context": "https://schema.org/", **organization(board)}


def _escaped(schema: dict[str, Any], _board: Board) -> str:
    return script(schema | {"description": escape(schema["description"]), "title": escape(schema["title"])})


def _in_graph(schema: dict[str, Any], board: Board) -> str:
    return script({"@context": schema.pop("@context"), "@graph": [organization(board), schema]})


def _behind_another(schema: dict[str, Any], board: Board) -> str:
    return script(_website(board)) + "\n" + script([schema])


def _broken_lines(schema: dict[str, Any], _board: Board) -> str:
    """Not JSON, but written by many: the text's line breaks stand as they are."""
    return script(schema).replace("\\n", "\n")


_FAULTS: dict[str, Callable[[dict[str, Any], Board], str]] = {
    "escaped": _escaped,
    "in graph": _in_graph,
    "behind another": _behind_another,
    "broken lines": _broken_lines,
}
