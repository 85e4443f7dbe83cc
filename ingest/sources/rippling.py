"""Rippling job boards.

Vendor's page: developer.rippling.com, ATS job board API.
Request: GET api.rippling.com/platform/api/ats/v1/board/SLUG/jobs; texts and dates only in a posting's detail, .../ID.
Paging: none; the whole board comes as an array, one item for each place of a posting.
Complete: the array is whole. Rippling states no total.
Validators: none; the body is hashed.
Closed: absent from the list; the detail answers 404.
Rate: one host for all boards; details are clean up to dozens a second.
Unknown: cities as fields; places are free text.
"""

from typing import Any

from ingest.reading.countries import country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type, workplace
from ingest.reading.salaries import amount, currency, period, salary, widest
from ingest.sources.decoding import Item, Items, read_object
from ingest.sources.entries import completed, page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, in_path, patterns
from ingest.sources.types import EmploymentType, Entry, Page, ParsedPosting, Request, Source

API = "https://api.rippling.com/platform/api/ats/v1/board"
_BOARDS = patterns(
    r"ats(?:\.\w+)?\.rippling\.com/(?:[a-z]{2}-[A-Z]{2}/)?([\w.-]+)/jobs(?:[/?]|$)",
    r"api\.rippling\.com/platform/api/ats/v1/board/([\w.-]+)",
    r"ats(?:\.\w+)?\.rippling\.com/(?:[a-z]{2}-[A-Z]{2}/)?([\w.-]+)/?(?:\?|$)",
)
# SALARIED_FT and so on.
_ENDINGS: dict[str, EmploymentType] = {"FT": "full_time", "PT": "part_time"}


class _Labelled(Item):
    label: str | None = None


class _Listed(Item, rename="camel"):
    uuid: str
    name: str
    department: _Labelled | None = None
    url: str | None = None
    work_location: _Labelled | None = None


class _Description(Item):
    company: str | None = None
    role: str | None = None


class _Department(Item):
    name: str | None = None


class _PayRange(Item, rename="camel"):
    currency: str | None = None
    range_start: Any = None
    range_end: Any = None
    frequency: str | None = None


class _Detail(Item, rename="camel"):
    uuid: str
    name: str
    description: _Description | None = None
    work_locations: list[str] | None = None
    employment_type: _Labelled | None = None
    is_remote: bool | None = None
    department: _Department | None = None
    created_on: str | None = None
    pay_range_details: list[_PayRange] | None = None
    url: str | None = None


_POSTINGS = Items(_Listed, list, id_field="uuid")


class Rippling(Source):
    name = "rippling"
    label = "Rippling"
    has_details = True

    def token_in(self, address: str) -> str | None:
        return first_match(address, _BOARDS)

    def board_url(self, token: str) -> str:
        return f"https://ats.rippling.com/{in_path(token)}/jobs"

    def host(self, token: str) -> str:  # noqa: ARG002
        return "api.rippling.com"

    def first_request(self, token: str) -> Request:
        return Request(f"{API}/{in_path(token)}/jobs")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        _, items, bad = _POSTINGS.read(body)
        return page_of(((item.uuid, item) for item in items), bad)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_listed(item, token) for item in entry.data])

    def detail_request(self, external_id: str, token: str) -> Request:
        return Request(f"{API}/{in_path(token)}/jobs/{in_path(external_id)}")

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        own = _full(read_object(body, _Detail, "a posting"))
        return completed(known, own) if known else own


def _listed(item: _Listed, token: str) -> ParsedPosting:
    text = (item.work_location and item.work_location.label) or ""
    return posting_of(
        external_id=item.uuid,
        title=item.name,
        url=item.url or (f"{SOURCE.board_url(token)}/{in_path(item.uuid)}" if token else None),
        locations=[place(text, country=country_at_end(text))],
        workplace=workplace(text),
        department=item.department.label if item.department else None,
    )


def _full(item: _Detail) -> ParsedPosting:
    description, kind = item.description or _Description(), (item.employment_type and item.employment_type.label) or ""
    return posting_of(
        external_id=item.uuid,
        title=item.name,
        url=item.url,
        locations=[place(text, country=country_at_end(text)) for text in item.work_locations or []],
        workplace="remote" if item.is_remote else None,
        employment_type=_ENDINGS.get(kind.rpartition("_")[2]) or employment_type(kind),
        department=item.department.name if item.department else None,
        base_salary=widest(
            salary(amount(pay.range_start), amount(pay.range_end), currency(pay.currency), period(pay.frequency))
            for pay in item.pay_range_details or []
        ),
        date_posted=moment(item.created_on),
        parts=[description.company or "", description.role or ""],
    )


SOURCE = Rippling()
