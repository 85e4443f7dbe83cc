"""Personio positions.

Vendor's page: developer.personio.de, Recruiting, XML feed.
Request: GET ACCOUNT.jobs.personio.com/xml?language=en, for the token `de:ACCOUNT` at ACCOUNT.jobs.personio.de; which of
the two domains an account uses, its careers URL says.
Paging: none. A position has texts only in some languages, so that the feed is asked for once more in the next language
while positions lack them.
Complete: the root element is whole; an empty one is a healthy board without positions.
Validators: ETag, of each language.
Closed: absent from the feed. The feed is opt-in: 404, or a redirect to the vendor's own site, where there is none.
Rate: all accounts are one backend; bursts are answered with 429, three requests a second are not.
Unknown: the country; texts in languages that are not asked for.
"""

from xml.etree.ElementTree import Element

from ingest.html import section
from ingest.reading.countries import country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type, workplace
from ingest.reading.salaries import amount, currency, period, salary
from ingest.sources.decoding import Item
from ingest.sources.entries import page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, in_host, patterns
from ingest.sources.types import (
    BadItem,
    EmploymentType,
    Entry,
    Page,
    ParsedPosting,
    Request,
    Salary,
    Source,
)
from ingest.sources.xml import root_of, text_in

LANGUAGES = ("en", "de", "es", "fr", "nl")
_COM = patterns(r"([a-z0-9-]+)\.jobs\.personio\.com(?:[/?]|$)")
_DE = patterns(r"([a-z0-9-]+)\.jobs\.personio\.de(?:[/?]|$)")
# `permanent` says nothing of the hours, which stand in `schedule`.
_KINDS: dict[str, EmploymentType] = {"intern": "internship", "freelance": "contract", "temporary": "temporary"}


class _Text(Item):
    name: str | None
    value: str | None


class _Pay(Item):
    min: str | None
    max: str | None
    code: str | None
    symbol: str | None
    type: str | None


class _Position(Item):
    id: str
    name: str
    offices: list[str]
    department: str | None
    employment_type: str | None
    schedule: str | None
    created_at: str | None
    pay: _Pay | None
    texts: list[_Text]


class Personio(Source):
    name = "personio"
    label = "Personio"

    def token_in(self, address: str) -> str | None:
        if account := first_match(address, _DE):
            return f"de:{account}"
        return first_match(address, _COM)

    def board_url(self, token: str) -> str:
        return f"https://{_domain(token)}/"

    def host(self, token: str) -> str:  # noqa: ARG002
        return "jobs.personio.com"

    def first_request(self, token: str) -> Request:
        return _request(token, 0)

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:
        positions, bad = _positions(root_of(body, "workzag-jobs"))
        if request is None:
            return page_of(((position.id, position) for position in positions), bad)
        wanted = frozenset(request.carry[1:])
        if wanted:
            # Asked again only for the texts of these; all others are read, and bad items told.
            positions, bad = [position for position in positions if position.id in wanted], []
        lacking = [position.id for position in positions if not position.texts]
        asked = int(request.carry[0])
        following = _request(token, asked + 1, lacking) if lacking and asked + 1 < len(LANGUAGES) else None
        if following is not None:
            positions = [position for position in positions if position.texts]
        missed = wanted - {position.id for position in positions} - set(lacking)
        return page_of(
            ((position.id, position) for position in positions),
            bad,
            following=following,
            complete=following is None and not missed,
        )

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_posting(position, token) for position in entry.data])


def _domain(token: str) -> str:
    if token.startswith("de:"):
        return f"{in_host(token[3:])}.jobs.personio.de"
    return f"{in_host(token)}.jobs.personio.com"


def _request(token: str, asked: int, lacking: list[str] | None = None) -> Request:
    """The feed in the language of that number; `carry` holds the number and the ids that still lack texts."""
    return Request(
        f"https://{_domain(token)}/xml?language={LANGUAGES[asked]}",
        expected="xml",
        carry=(str(asked), *dict.fromkeys(lacking or [])),
    )


def _positions(root: Element) -> tuple[list[_Position], list[BadItem]]:
    good, bad = [], []
    for number, element in enumerate(root.iterfind("position"), 1):
        external_id, name = text_in(element, "id"), text_in(element, "name")
        if external_id is None or name is None:
            missing = "id" if external_id is None else "name"
            bad.append(BadItem(external_id, f"item {number}: {missing}: missing"))
            continue
        good.append(_position(element, external_id, name))
    return good, bad


def _position(element: Element, external_id: str, name: str) -> _Position:
    pay = element.find("salaryInformation")
    offices = [text_in(element, "office"), *(office.text for office in element.iterfind("additionalOffices/office"))]
    return _Position(
        id=external_id,
        name=name,
        offices=[office for office in offices if office],
        department=text_in(element, "department"),
        employment_type=text_in(element, "employmentType"),
        schedule=text_in(element, "schedule"),
        created_at=text_in(element, "createdAt"),
        pay=None if pay is None else _pay(pay),
        texts=[
            _Text(text_in(text, "name"), value)
            for text in element.iterfind("jobDescriptions/jobDescription")
            if (value := text_in(text, "value"))
        ],
    )


def _pay(element: Element) -> _Pay:
    return _Pay(
        min=text_in(element, "min"),
        max=text_in(element, "max"),
        code=text_in(element, "currencyCode"),
        symbol=text_in(element, "currencySymbol"),
        type=text_in(element, "type"),
    )


def _posting(position: _Position, token: str) -> ParsedPosting:
    return posting_of(
        external_id=position.id,
        title=position.name,
        url=f"{SOURCE.board_url(token)}job/{position.id}" if token else None,
        locations=[place(office, country=country_at_end(office)) for office in position.offices],
        workplace=workplace(position.offices[0]) if len(position.offices) == 1 else None,
        employment_type=_employment_type(position),
        department=position.department,
        base_salary=_salary(position.pay),
        date_posted=moment(position.created_at),
        parts=[section(text.name, text.value) for text in position.texts],
    )


def _employment_type(position: _Position) -> EmploymentType | None:
    kind = _KINDS.get(position.employment_type or "")
    return kind or employment_type((position.schedule or "").replace("-", " "))


def _salary(pay: _Pay | None) -> Salary | None:
    if pay is None:
        return None
    code = currency(pay.code) or currency(pay.symbol)
    return salary(amount(pay.min), amount(pay.max), code, period(pay.type))


SOURCE = Personio()
