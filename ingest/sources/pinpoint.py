"""Pinpoint careers sites.

Vendor's page: developers.pinpointhq.com, careers site JSON.
Request: GET COMPANY.pinpointhq.com/postings.json; a token with a dot is the host of a customer's own domain, because
the subdomain of such a customer can answer with an empty board.
Paging: none; the whole board comes in one answer.
Complete: the answer is whole. Pinpoint states no total.
Validators: none known; the body is hashed.
Closed: absent from the list; the posting's page answers 404.
Rate: not published; all sites are one backend.
Unknown: when a posting was published; the country, except where the place's name is one.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

from ingest.html import section
from ingest.reading.countries import country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type, workplace
from ingest.reading.salaries import amount, currency, period, salary
from ingest.sources.decoding import Item, Items
from ingest.sources.entries import page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, host_of, patterns
from ingest.sources.types import Entry, Location, Page, ParsedPosting, Request, Salary, Source

T = TypeVar("T")
DOMAIN = "pinpointhq.com"
_COMPANIES = patterns(
    r"(?!www\.|api\.|app\.|developers\.|help\.)([\w-]+)\.pinpointhq\.com(?:[/?]|$)", r"([\w.-]+)/postings\.json(?:\?|$)"
)


class _Named(Item):
    name: str | None = None


class _Job(Item):
    requisition_id: str | None = None
    department: _Named | None = None


class _Place(Item):
    city: str | None = None
    name: str | None = None
    province: str | None = None


class _Posting(Item):
    id: int | str
    title: str
    url: str | None = None
    path: str | None = None
    description: str | None = None
    key_responsibilities_header: str | None = None
    key_responsibilities: str | None = None
    skills_knowledge_expertise_header: str | None = None
    skills_knowledge_expertise: str | None = None
    benefits_header: str | None = None
    benefits: str | None = None
    employment_type: str | None = None
    workplace_type: str | None = None
    compensation_minimum: float | str | None = None
    compensation_maximum: float | str | None = None
    compensation_currency: str | None = None
    compensation_frequency: str | None = None
    compensation_visible: bool | None = None
    deadline_at: str | None = None
    requisition_id: str | None = None
    department: _Named | None = None
    job: _Job | None = None
    location: _Place | None = None


class _Board(Item, Generic[T]):
    data: list[T]


_POSTINGS = Items(_Posting, _Board, "data")


class Pinpoint(Source):
    name = "pinpoint"
    label = "Pinpoint"
    page_hosts = ("pinpointhq.com",)

    def token_in(self, address: str) -> str | None:
        return first_match(address, _COMPANIES)

    def board_url(self, token: str) -> str:
        return f"https://{host_of(token, DOMAIN)}/"

    def host(self, token: str) -> str:  # noqa: ARG002
        return DOMAIN

    def first_request(self, token: str) -> Request:
        return Request(f"{self.board_url(token)}postings.json")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        _, postings, bad = _POSTINGS.read(body)
        return page_of(((str(posting.id), posting) for posting in postings), bad)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_posting(item, token) for item in entry.data])


def _posting(item: _Posting, token: str) -> ParsedPosting:
    job = item.job or _Job()
    department = item.department or job.department
    return posting_of(
        external_id=str(item.id),
        title=item.title,
        url=item.url or (f"{SOURCE.board_url(token)}{(item.path or '').lstrip('/')}" if token and item.path else None),
        locations=[_place(item.location)] if item.location else [],
        workplace=workplace(item.workplace_type),
        employment_type=employment_type(item.employment_type),
        department=department.name if department else None,
        base_salary=_salary(item),
        valid_through=moment(item.deadline_at),
        requisition_id=item.requisition_id or job.requisition_id,
        parts=_parts(item),
    )


def _place(stated: _Place) -> Location:
    text = stated.name or ", ".join(part for part in (stated.city, stated.province) if part)
    return place(text, city=stated.city, region=stated.province, country=country_at_end(text))


def _salary(item: _Posting) -> Salary | None:
    """The figures are there also where the employer hides them."""
    if item.compensation_visible is False:
        return None
    return salary(
        amount(item.compensation_minimum),
        amount(item.compensation_maximum),
        currency(item.compensation_currency),
        period(item.compensation_frequency),
    )


def _parts(item: _Posting) -> Iterator[str]:
    yield item.description or ""
    yield section(item.key_responsibilities_header, item.key_responsibilities)
    yield section(item.skills_knowledge_expertise_header, item.skills_knowledge_expertise)
    yield section(item.benefits_header, item.benefits)


SOURCE = Pinpoint()
