"""Personio's XML feed: one for each language, with empty descriptions where a posting has no text in it.

What is unknown is not there at all. A feed without postings is an empty root, and healthy. There is no page's address.
"""

from html import escape

from demo.answers import Answer, Request, not_found_page
from demo.company import Board, Posting, Section
from demo.day import Listing
from demo.markup import Style, body_html, style_of

SOURCE = "personio"
HOSTS: tuple[str, ...] = ("*.jobs.personio.de", "*.jobs.personio.com")
_EMPLOYMENTS = {
    "full_time": ("permanent", "full-time"),
    "part_time": ("permanent", "part-time"),
    "contract": ("freelance", "full-or-part-time"),
    "temporary": ("temporary", "full-time"),
    "internship": ("intern", "full-time"),
}
_PERIODS = {"year": "yearly", "month": "monthly", "hour": "hourly"}
_OCCUPATIONS = {
    "backend": ("software_and_web_development", "it_software"),
    "nursing": ("nursing", "health_care"),
    "logistics": ("warehouse_and_logistics", "logistics_transport"),
    "sales": ("sales_representative", "sales"),
    "finance": ("accounting", "finance_accounting"),
    "production": ("mechatronics", "production_manufacturing"),
}


def careers_url(board: Board) -> str:
    return f"https://{board.token}.jobs.personio.{_domain(board)}"


def watched_as(board: Board) -> str:
    return f"de:{board.token}" if _domain(board) == "de" else board.token


def token_of(request: Request) -> str:
    return request.host.partition(".")[0]


def answer(request: Request, listing: Listing | None) -> Answer:
    if not listing or request.path.rstrip("/") != "/xml" or not request.host.endswith(_domain(listing.board)):
        return not_found_page("404 - Page not found")
    language = request.value("language", listing.board.employer.languages[0])
    positions = "".join(_position(posting, listing.board, language) for posting in listing.postings)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n\n<workzag-jobs>{positions}</workzag-jobs>\n'
    return Answer(200, body.encode(), "text/xml; charset=UTF-8", has_etag=True)


def _domain(board: Board) -> str:
    return board.habit("domain", ("de", "de", "de", "com"))


def _position(posting: Posting, board: Board, language: str) -> str:
    employment, schedule = _EMPLOYMENTS[posting.employment]
    first, *others = posting.places
    occupation, category = _OCCUPATIONS.get(posting.trade, ("other", "other"))
    offices = "".join(_element("office", place.city) for place in others)
    lines = (
        _element("id", str(1_000_000 + posting.number % 2_000_000)),
        _element("subcompany", board.employer.name) if board.habit("subcompany", (True, False)) else "",
        _element("office", first.city),
        f"<additionalOffices>{offices}</additionalOffices>" if offices else "",
        _element("department", posting.department) if board.habit("department", (True, True, True, False)) else "",
        _element("recruitingCategory", posting.department) if board.habit("category", (True, True, False)) else "",
        _element("name", posting.title),
        f"<jobDescriptions>{_descriptions(posting, board, language)}</jobDescriptions>",
        _element("employmentType", employment),
        _element("seniority", "experienced" if posting.senior else "entry-level"),
        _element("schedule", schedule),
        _element("yearsOfExperience", "5-7" if posting.senior else "1-2")
        if board.habit("years", (True, False))
        else "",
        _element("keywords", f"{posting.trade},{first.city}") if board.habit("keywords", (True, False)) else "",
        _element("occupation", occupation),
        _element("occupationCategory", category),
        _element("createdAt", posting.published.isoformat(timespec="seconds")),
        _salary(posting),
    )
    return "\n<position>\n    " + "\n    ".join(line for line in lines if line) + "\n</position>\n"


def _descriptions(posting: Posting, board: Board, language: str) -> str:
    if language != posting.language:
        return ""
    style = style_of(board)
    return "".join(_description(section, style) for section in posting.sections)


def _description(section: Section, style: Style) -> str:
    value = f"<value>\n<![CDATA[{body_html(section, style)}]]>\n</value>"
    return f"\n<jobDescription>\n{_element('name', section.heading)}\n{value}\n</jobDescription>\n"


def _salary(posting: Posting) -> str:
    if not posting.salary:
        return ""
    salary = posting.salary
    parts = {
        "min": f"{salary.least}.00",
        "max": f"{salary.most}.00",
        "currencySymbol": {"EUR": "€", "USD": "$", "GBP": "£"}.get(salary.currency, salary.currency),
        "currencyCode": salary.currency,
        "type": _PERIODS[salary.period],
    }
    inner = "".join(_element(name, value) for name, value in parts.items())
    return f"<salaryInformation>{inner}</salaryInformation>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text, quote=False)}</{name}>"
