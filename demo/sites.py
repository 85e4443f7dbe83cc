"""Companies' own websites, as far as a watcher looks: each shows or links its board in one of the ways that sites do.

A home page may embed the board, name it in a script or a feed, or only lead to a careers page, which links it, embeds
it, or sends visitors on to the vendor. Where postings are pages of the website, they are here as long as they are open.
"""

from collections.abc import Callable
from html import escape

from demo.answers import Answer, Request, html_answer, not_found_page, redirect
from demo.company import Board, Company
from demo.day import Day
from demo.vendors import BY_SOURCE, rss

_CAREERS = {"de": ("Karriere", "karriere"), "fr": ("Carrières", "carrieres"), "en": ("Careers", "careers")}


def website(request: Request, company: Company, day: Day) -> Answer:
    board = _shown(company, day)
    path = request.path.strip("/")
    words, careers = _CAREERS[company.employer.languages[0]]
    way = _way(board)
    if path.startswith("jobs/"):
        return _posting(path.removeprefix("jobs/"), board, day)
    if path == careers and way in _ON_CAREERS_PAGE:
        return redirect(_address(board)) if way == "redirect" else _page(company, _WAYS[way](board))
    if path:
        return not_found_page("Not found")
    if way in _ON_CAREERS_PAGE:
        return _page(company, f'<a href="/{careers}">{words}</a>')
    return _page(company, _WAYS[way](board))


def _shown(company: Company, day: Day) -> Board:
    """The board to which the website leads: after a move, the new one."""
    moved = company.boards[0].event == "moves_out" and day.number >= company.boards[0].event_day
    return company.boards[1 if moved else 0]


def _way(board: Board) -> str:
    if board.source == "rss":
        return "feed"
    if _address(board).endswith(".example") or ".example/" in _address(board):
        # The employer's own domain: only a link leads there.
        return "link"
    return board.habit("website", tuple(way for way in _WAYS if way != "feed"))


def _address(board: Board) -> str:
    return BY_SOURCE[board.source].careers_url(board)


def _page(company: Company, content: str) -> Answer:
    name = escape(company.employer.name)
    head = (
        f'<head><meta charset="utf-8"><title>{name}</title>\n<meta property="og:site_name" content="{name}">\n'
        '<link rel="alternate" type="application/rss+xml" title="News" href="/news/feed">\n'
        '<script src="https://cdn.example/site.js"></script></head>'
    )
    menu = '<a href="/">Home</a> <a href="/about">About</a> <a href="https://www.linkedin.com/company/x/jobs">Jobs</a>'
    return html_answer(f"{head}\n<body><nav>{menu}</nav>\n<h1>{name}</h1>\n{content}\n</body>")


def _frame(board: Board) -> str:
    return f'<iframe title="Openings" src="{escape(_address(board))}"></iframe>'


def _link(board: Board) -> str:
    return f'<p>We are hiring. <a href="{escape(_address(board))}">See our open positions</a></p>'


def _code(board: Board) -> str:
    address = _address(board).replace("/", "\\/")
    return f'<div id="openings"></div><script>showOpenings({{"board":"{address}"}});</script>'


def _feed(board: Board) -> str:
    kind = "atom" if _address(board).endswith(".atom") else "rss"
    return f'<link rel="alternate" type="application/{kind}+xml" title="Jobs" href="{_address(board)}">'


_WAYS: dict[str, Callable[[Board], str]] = {
    "frame": _frame,
    "link": _link,
    "careers link": _link,
    "careers frame": _frame,
    "redirect": _link,
    "code": _code,
    "feed": _feed,
}
_ON_CAREERS_PAGE = frozenset({"careers link", "careers frame", "redirect"})


def _posting(name: str, board: Board, day: Day) -> Answer:
    """A posting's page on the website, which employers with a feed have; a filled one is gone."""
    listing = day.listing(board.source, board.token) if board.source == rss.SOURCE else None
    for posting in listing.postings if listing else ():
        if rss.page_of(posting) == name:
            title = escape(posting.title)
            return html_answer(f"<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>")
    return not_found_page("This position was filled")
