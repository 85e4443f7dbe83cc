"""Ashby job boards.

Vendor's page: developers.ashbyhq.com, public job posting API.
Request: GET api.ashbyhq.com/posting-api/job-board/NAME?includeCompensation=true. Names keep their case and may hold
spaces.
Paging: none; the whole board comes in one answer.
Complete: the answer is whole. Ashby states no total.
Validators: Last-Modified.
Closed: absent from the list, or no longer `isListed`; an unknown board answers 404.
Rate: one host for all boards; answers take about ten seconds, whatever their size, and repeats are throttled.
Unknown: when a posting changed. `isRemote` is true for hybrid postings too, so that `workplaceType` is read first.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from ingest.html import markup_of
from ingest.reading.countries import country, country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type, workplace
from ingest.reading.salaries import amount, currency, period, salary, widest
from ingest.sources.decoding import Item, Items
from ingest.sources.entries import page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, in_path, patterns
from ingest.sources.types import Entry, Location, Page, ParsedPosting, Request, Salary, Source

T = TypeVar("T")
_BOARDS = patterns(r"jobs\.ashbyhq\.com/([^/?#]+)", r"api\.ashbyhq\.com/posting-api/job-board/([^/?#]+)")


class _PostalAddress(Item, rename="camel"):
    address_locality: str | None = None
    address_region: str | None = None
    address_country: str | None = None


class _Address(Item, rename="camel"):
    postal_address: _PostalAddress | None = None


class _Place(Item):
    location: str | None = None
    address: _Address | None = None


class _Component(Item, rename="camel"):
    compensation_type: str | None = None
    interval: str | None = None
    currency_code: str | None = None
    min_value: int | float | None = None
    max_value: int | float | None = None


class _Tier(Item):
    components: list[_Component] | None = None


class _Compensation(Item, rename="camel"):
    compensation_tiers: list[_Tier] | None = None


class _Job(Item, rename="camel"):
    id: str
    title: str
    department: str | None = None
    team: str | None = None
    employment_type: str | None = None
    location: str | None = None
    address: _Address | None = None
    secondary_locations: list[_Place] | None = None
    published_at: str | None = None
    is_listed: bool = True
    is_remote: bool | None = None
    workplace_type: str | None = None
    job_url: str | None = None
    apply_url: str | None = None
    description_html: str | None = None
    description_plain: str | None = None
    should_display: bool | None = msgspec.field(default=None, name="shouldDisplayCompensationOnJobPostings")
    compensation: _Compensation | None = None


class _Board(Item, Generic[T]):
    jobs: list[T]


_JOBS = Items(_Job, _Board, "jobs")


class Ashby(Source):
    name = "ashby"
    label = "Ashby"

    def token_in(self, address: str) -> str | None:
        return first_match(address, _BOARDS)

    def board_url(self, token: str) -> str:
        return f"https://jobs.ashbyhq.com/{in_path(token)}"

    def host(self, token: str) -> str:  # noqa: ARG002
        return "api.ashbyhq.com"

    def first_request(self, token: str) -> Request:
        return Request(f"https://api.ashbyhq.com/posting-api/job-board/{in_path(token)}?includeCompensation=true")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        _, jobs, bad = _JOBS.read(body)
        return page_of(((job.id, job) for job in jobs if job.is_listed), bad)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_posting(job, token) for job in entry.data])


def _posting(job: _Job, token: str) -> ParsedPosting:
    return posting_of(
        external_id=job.id,
        title=job.title,
        url=job.job_url or (f"{SOURCE.board_url(token)}/{in_path(job.id)}" if token else None),
        apply_url=job.apply_url,
        locations=_places(job),
        workplace=workplace(job.workplace_type) or ("remote" if job.is_remote and not job.workplace_type else None),
        employment_type=employment_type(job.employment_type),
        department=job.department or job.team,
        base_salary=_salary(job),
        date_posted=moment(job.published_at),
        parts=[job.description_html or markup_of(job.description_plain or "")],
    )


def _places(job: _Job) -> Iterator[Location]:
    for stated in (_Place(job.location, job.address), *(job.secondary_locations or [])):
        address = (stated.address and stated.address.postal_address) or _PostalAddress()
        parts = (address.address_locality, address.address_region, address.address_country)
        text = stated.location or ", ".join(part for part in parts if part)
        yield place(
            text,
            city=address.address_locality,
            region=address.address_region,
            country=country(address.address_country) or country_at_end(text),
        )


def _salary(job: _Job) -> Salary | None:
    if job.compensation is None or job.should_display is False:
        return None
    return widest(
        salary(
            amount(part.min_value),
            amount(part.max_value),
            currency(part.currency_code),
            # "1 YEAR"; two weeks are no period that we know.
            period(part.interval) if (part.interval or "").startswith("1 ") else None,
        )
        for tier in job.compensation.compensation_tiers or []
        for part in tier.components or []
        if part.compensation_type == "Salary"
    )


SOURCE = Ashby()
