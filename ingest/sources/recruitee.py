"""Recruitee offers, on the vendor's subdomains and on customers' own domains.

Vendor's page: docs.recruitee.com, Careers Site API.
Request: GET COMPANY.recruitee.com/api/offers/; a token with a dot is the host of a customer's own domain.
Paging: none; all published offers come in one answer.
Complete: the answer is whole. Recruitee states no total.
Validators: none; the body is hashed.
Closed: absent from the list; a company that is gone answers 404.
Rate: all companies are one backend; two requests a second are not refused.
Unknown: little; the mailbox of an offer is known and never shown.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

from ingest.reading.countries import country
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type
from ingest.reading.salaries import amount, currency, period, salary
from ingest.sources.decoding import Item, Items
from ingest.sources.entries import page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, host_of, patterns
from ingest.sources.types import (
    EmploymentType,
    Entry,
    Location,
    Page,
    ParsedPosting,
    Request,
    Salary,
    Source,
    Workplace,
)

T = TypeVar("T")
DOMAIN = "recruitee.com"
_COMPANIES = patterns(
    r"(?!www\.|api\.|docs\.|app\.)([\w-]+)\.recruitee\.com(?:[/?]|$)", r"([\w.-]+)/api/offers/?(?:\?|$)"
)
# The hours stand first in the code: fulltime_fixed_term.
_HOURS: dict[str, EmploymentType] = {"fulltime": "full_time", "parttime": "part_time"}


class _Place(Item):
    name: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    country_code: str | None = None


class _Pay(Item):
    min: str | int | float | None = None
    max: str | int | float | None = None
    currency: str | None = None
    period: str | None = None


class _Translation(Item):
    """Only that there is one is read."""


class _Offer(Item):
    id: int | str
    title: str
    status: str | None = None
    careers_url: str | None = None
    careers_apply_url: str | None = None
    slug: str | None = None
    department: str | None = None
    location: str | None = None
    city: str | None = None
    state_name: str | None = None
    country: str | None = None
    country_code: str | None = None
    locations: list[_Place] | None = None
    remote: bool | None = None
    hybrid: bool | None = None
    on_site: bool | None = None
    employment_type_code: str | None = None
    salary: _Pay | None = None
    published_at: str | None = None
    created_at: str | None = None
    close_at: str | None = None
    description: str | None = None
    requirements: str | None = None
    translations: dict[str, _Translation] | None = None


class _Offers(Item, Generic[T]):
    offers: list[T]


_OFFERS = Items(_Offer, _Offers, "offers")


class Recruitee(Source):
    name = "recruitee"
    label = "Recruitee"
    page_hosts = ("recruiteecdn.com",)

    def token_in(self, address: str) -> str | None:
        return first_match(address, _COMPANIES)

    def board_url(self, token: str) -> str:
        return f"https://{host_of(token, DOMAIN)}/"

    def host(self, token: str) -> str:  # noqa: ARG002
        return DOMAIN

    def first_request(self, token: str) -> Request:
        return Request(f"https://{host_of(token, DOMAIN)}/api/offers/")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        _, offers, bad = _OFFERS.read(body)
        return page_of(((str(offer.id), offer) for offer in offers if offer.status in (None, "published")), bad)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_posting(offer, token) for offer in entry.data])


def _posting(offer: _Offer, token: str) -> ParsedPosting:
    languages = list(offer.translations or {})
    return posting_of(
        external_id=str(offer.id),
        title=offer.title,
        url=offer.careers_url or (f"{SOURCE.board_url(token)}o/{offer.slug}" if token and offer.slug else None),
        apply_url=offer.careers_apply_url,
        locations=_places(offer),
        workplace=_workplace(offer),
        employment_type=_employment_type(offer.employment_type_code or ""),
        department=offer.department,
        base_salary=_salary(offer.salary),
        date_posted=moment(offer.published_at) or moment(offer.created_at),
        valid_through=moment(offer.close_at),
        language_code=languages[0] if len(languages) == 1 else None,
        parts=[offer.description or "", offer.requirements or ""],
    )


def _places(offer: _Offer) -> Iterator[Location]:
    for one in offer.locations or []:
        parts = dict.fromkeys(part for part in (one.city or one.name, one.state, one.country) if part)
        yield place(", ".join(parts), city=one.city, region=one.state, country=_country(one.country_code, one.country))
    if not offer.locations:
        parts = dict.fromkeys(part for part in (offer.city, offer.state_name, offer.country) if part)
        yield place(
            offer.location or ", ".join(parts),
            city=offer.city,
            region=offer.state_name,
            country=_country(offer.country_code, offer.country),
        )


def _country(code: str | None, name: str | None) -> str | None:
    return country(code) or country(name)


def _workplace(offer: _Offer) -> Workplace | None:
    stated: dict[Workplace, bool | None] = {"remote": offer.remote, "hybrid": offer.hybrid, "onsite": offer.on_site}
    true = [name for name, said in stated.items() if said]
    return true[0] if len(true) == 1 else None


def _employment_type(code: str) -> EmploymentType | None:
    return _HOURS.get(code.partition("_")[0]) or employment_type(code)


def _salary(stated: _Pay | None) -> Salary | None:
    if stated is None:
        return None
    return salary(amount(stated.min), amount(stated.max), currency(stated.currency), period(stated.period))


SOURCE = Recruitee()
