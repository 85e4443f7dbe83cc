"""JazzHR's careers page, each posting's page with JSON-LD, and the XML feed of what the employer syndicates.

Some employers syndicate nothing: their feed is empty while the page is not. Feed and pages have ids of their own.
"""

from html import escape

from demo.answers import Answer, Request, html_answer, not_found_page
from demo.chance import Chance
from demo.company import Board, Posting
from demo.day import Listing
from demo.markup import html_of, style_of
from demo.places import Place
from demo.schema_org import job_posting, script
from demo.slugs import slug_of

SOURCE = "jazzhr"
HOSTS: tuple[str, ...] = ("*.applytojob.com", "app.jazz.co")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def careers_url(board: Board) -> str:
    return f"https://{board.token}.applytojob.com/apply"


def watched_as(board: Board) -> str:
    return board.token


def token_of(request: Request) -> str:
    if request.host != "app.jazz.co":
        return request.host.partition(".")[0]
    match request.path.split("/"):
        case ["", "feeds", "export", "jobs", token]:
            return token
    return ""


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing:
        return not_found_page("404 Page Not Found")
    if request.host == "app.jazz.co":
        return _feed(listing)
    match request.path.rstrip("/").split("/"):
        case ["", "apply"] | ["", "apply", "jobs"]:
            return _list_page(listing)
        case ["", "apply", code, *_]:
            return _page(listing, code)
    return not_found_page("404 Page Not Found")


def _code(posting: Posting) -> str:
    chance = Chance("jazzhr", posting.number)
    return "".join(chance.pick(_LETTERS) for _ in range(10))


def _url(posting: Posting, board: Board) -> str:
    return f"{careers_url(board)}/{_code(posting)}/{slug_of(posting.title).title()}"


def _feed_id(posting: Posting) -> str:
    return f"job_{posting.published:%Y%m%d%H%M%S}_{_code(posting)[:16].upper()}"


def _list_page(listing: Listing) -> Answer:
    items = "".join(_list_item(posting, listing.board) for posting in listing.postings)
    name = escape(listing.board.employer.name)
    empty = "" if items else "<p>There are no open positions at this time.</p>"
    return html_answer(
        f"<head><title>{name} - Career Page</title></head>\n<body>\n<h1>Current Openings</h1>\n"
        f'<ul class="list-group">\n{items}</ul>\n{empty}</body>'
    )


def _list_item(posting: Posting, board: Board) -> str:
    return (
        '<li class="list-group-item">\n'
        f'<h3 class="list-group-item-heading"><a href="{_url(posting, board)}">{escape(posting.title)}</a></h3>\n'
        '<ul class="list-inline list-group-item-text">\n'
        f'<li><i class="fa fa-map-marker"></i>{escape(_named(posting.places[0]))}</li>\n'
        f'<li><i class="fa fa-sitemap"></i>{escape(posting.department)}</li>\n</ul>\n</li>\n'
    )


def _named(place: Place) -> str:
    return f"{place.city}, {place.region_code}" if place.country.code == "US" else f"{place.city}, {place.country.name}"


def _page(listing: Listing, code: str) -> Answer:
    for posting in listing.postings:
        if _code(posting) == code:
            schema = job_posting(posting, listing.board, _feed_id(posting), _url(posting, listing.board))
            head = f"<head><title>{escape(posting.title)}</title>{script(schema | {'uniqueJobCode': code})}</head>"
            return html_answer(f'{head}\n<body><div id="job-description">{schema["description"]}</div></body>')
    return not_found_page("404 Page Not Found")


def _feed(listing: Listing) -> Answer:
    is_syndicated = listing.board.habit("syndicates", (True, True, False))
    jobs = "".join(_feed_item(posting, listing.board) for posting in listing.postings if is_syndicated)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<jobs>\n{jobs}</jobs>\n'
    return Answer(200, body.encode(), "text/xml; charset=UTF-8")


def _feed_item(posting: Posting, board: Board) -> str:
    place = posting.places[0]
    values = {
        "id": _feed_id(posting),
        "title": posting.title,
        "department": posting.department,
        "url": _url(posting, board).replace("https://", "http://"),
        "city": place.city,
        "state": place.region,
        "country": place.country.name,
        "postalcode": place.postal_code,
        "description": html_of(posting.sections, style_of(board)),
        "type": posting.employment_label,
        "experience": "Senior" if posting.senior else "Mid Level",
        "status": "Open",
    }
    inner = "".join(f"<{name}>{escape(value, quote=False)}</{name}>" for name, value in values.items())
    return f"<job>{inner}</job>\n"
