"""BambooHR careers pages.

Vendor's page: help.bamboohr.com, careers website.
Request: GET TENANT.bamboohr.com/careers/list; texts and dates only in a posting's detail, /careers/ID/detail.
Paging: none; the whole board comes in one answer.
Complete: as many postings as `meta.totalCount` says.
Validators: none; the body is hashed.
Closed: absent from the list; the detail answers 404. A board that was made private redirects to /login.php.
Rate: all tenants are one backend; three requests a second are not refused.
Salary is free text, in the detail. Unknown: the company's name. Ids are unique only inside a tenant.
"""

from typing import Generic, TypeVar

from ingest.reading.countries import country
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type
from ingest.reading.pay import salary_in_field
from ingest.sources.decoding import Item, Items, read_object
from ingest.sources.entries import completed, page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, in_host, in_path, patterns
from ingest.sources.types import Entry, Location, Page, ParsedPosting, Request, Source, Workplace

T = TypeVar("T")
DOMAIN = "bamboohr.com"
_TENANTS = patterns(r"(?!www\.|api\.|help\.|documentation\.)([\w-]+)\.bamboohr\.com(?:[/?]|$)")
_WORKPLACES: dict[str, Workplace] = {"0": "onsite", "1": "remote", "2": "hybrid"}


class _Place(Item):
    city: str | None = None
    state: str | None = None
    country: str | None = None


class _AtsPlace(Item, rename={"is_remote": "isRemote"}):
    is_remote: bool | None = None
    city: str | None = None
    state: str | None = None
    province: str | None = None
    country: str | None = None


class _FullPlace(Item, rename="camel"):
    city: str | None = None
    state: str | None = None
    address_country: str | None = None


class _Opening(Item, rename="camel"):
    id: int | str
    job_opening_name: str
    department_label: str | None = None
    employment_status_label: str | None = None
    location: _Place | None = None
    ats_location: _AtsPlace | None = None
    is_remote: bool | None = None
    location_type: str | int | None = None
    date_posted: str | None = None


class _FullOpening(Item, rename="camel"):
    job_opening_name: str
    job_opening_share_url: str | None = None
    department_label: str | None = None
    employment_status_label: str | None = None
    location: _FullPlace | None = None
    ats_location: _AtsPlace | None = None
    location_type: str | int | None = None
    date_posted: str | None = None
    description: str | None = None
    compensation: str | None = None


class _FullResult(Item, rename="camel"):
    job_opening: _FullOpening


class _Detail(Item):
    result: _FullResult


class _Meta(Item, rename="camel"):
    total_count: int | None = None


class _Board(Item, Generic[T]):
    result: list[T]
    meta: _Meta | None = None


_OPENINGS = Items(_Opening, _Board, "result")


class BambooHR(Source):
    name = "bamboohr"
    label = "BambooHR"
    widgets = patterns(r"\bdata-domain\s{0,9}=\s{0,9}[\"']?([\w-]+)\.bamboohr\.com")
    has_details = True

    def token_in(self, address: str) -> str | None:
        return first_match(address, _TENANTS)

    def board_url(self, token: str) -> str:
        return f"https://{in_host(token)}.{DOMAIN}/careers"

    def host(self, token: str) -> str:  # noqa: ARG002
        return DOMAIN

    def first_request(self, token: str) -> Request:
        return Request(f"{self.board_url(token)}/list")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        board, openings, bad = _OPENINGS.read(body)
        total = board.meta.total_count if board.meta else None
        complete = total is None or len(openings) + len(bad) >= total
        return page_of(((str(opening.id), opening) for opening in openings), bad, total=total, complete=complete)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_listed(opening, token) for opening in entry.data])

    def detail_request(self, external_id: str, token: str) -> Request:
        return Request(f"{self.board_url(token)}/{in_path(external_id)}/detail")

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        opening = read_object(body, _Detail, "a posting").result.job_opening
        # A detail does not say its id, but its address ends in it.
        external_id = (
            known.external_id if known else (opening.job_opening_share_url or "").rstrip("/").rpartition("/")[2]
        )
        own = _full(opening, external_id)
        return completed(known, own) if known else own


def _listed(opening: _Opening, token: str) -> ParsedPosting:
    where, ats = opening.location or _Place(), opening.ats_location or _AtsPlace()
    return posting_of(
        external_id=str(opening.id),
        title=opening.job_opening_name,
        url=f"{SOURCE.board_url(token)}/{opening.id}" if token else None,
        locations=[_place(where.city, where.state, where.country, opening.ats_location)],
        workplace="remote" if opening.is_remote or ats.is_remote else _WORKPLACES.get(str(opening.location_type)),
        employment_type=employment_type(opening.employment_status_label),
        department=opening.department_label,
        date_posted=moment(opening.date_posted),
    )


def _full(opening: _FullOpening, external_id: str) -> ParsedPosting:
    where = opening.location or _FullPlace()
    located = _place(where.city, where.state, where.address_country, opening.ats_location)
    return posting_of(
        external_id=external_id,
        title=opening.job_opening_name,
        url=opening.job_opening_share_url,
        locations=[located],
        workplace=_WORKPLACES.get(str(opening.location_type)),
        employment_type=employment_type(opening.employment_status_label),
        department=opening.department_label,
        base_salary=salary_in_field(opening.compensation, located.country),
        date_posted=moment(opening.date_posted),
        parts=[opening.description or ""],
    )


def _place(city: str | None, state: str | None, named: str | None, ats: _AtsPlace | None) -> Location:
    """Either of the two places is often empty where the other is not."""
    ats = ats or _AtsPlace()
    city, state, named = city or ats.city, state or ats.state or ats.province, named or ats.country
    text = ", ".join(part for part in (city, state, named) if part)
    return place(text, city=city, region=state, country=country(named))


SOURCE = BambooHR()
