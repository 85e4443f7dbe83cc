"""Workable accounts.

Vendor's page: help.workable.com, careers page widget.
Request: GET apply.workable.com/api/v1/widget/accounts/ACCOUNT?details=true; without `details` there are no texts.
Paging: none; the whole account comes in one answer.
Complete: the answer is whole. Workable states no total.
Validators: none; the body is hashed. Without `details` it is short: asked first where a change is unlikely, so that a
change of a text alone may be found a week late.
Closed: absent from the list; an unknown account answers 404.
Rate: one host for all accounts; its edge can refuse an account for hours, saying so in Retry-After.
Unknown: the hour of publishing; whether a posting that is not remote is hybrid.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

from ingest.reading.countries import country
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type
from ingest.sources.decoding import Item, Items
from ingest.sources.entries import page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, in_path, patterns
from ingest.sources.types import Entry, Location, Page, ParsedPosting, Request, Source

T = TypeVar("T")
_ACCOUNTS = patterns(
    r"apply\.workable\.com/api/v\d/(?:widget/)?accounts/([\w.-]+)",
    # /j/ leads to one posting and does not say whose.
    r"apply\.workable\.com/(?!api(?:/|$)|j(?:/|$))([\w.-]+)",
    r"workable\.com/api/accounts/([\w.-]+)",
    r"(?!apply\.|help\.|jobs\.)([\w-]+)\.workable\.com(?:[/?]|$)",
)


class _Place(Item, rename="camel"):
    country: str | None = None
    country_code: str | None = None
    city: str | None = None
    region: str | None = None
    hidden: bool | None = None


class _Job(Item):
    shortcode: str
    title: str
    code: str | None = None
    employment_type: str | None = None
    telecommuting: bool | None = None
    department: str | None = None
    url: str | None = None
    application_url: str | None = None
    published_on: str | None = None
    created_at: str | None = None
    country: str | None = None
    city: str | None = None
    state: str | None = None
    locations: list[_Place] | None = None
    description: str | None = None


class _Account(Item, Generic[T]):
    jobs: list[T]


_JOBS = Items(_Job, _Account, "jobs", "shortcode")


class Workable(Source):
    name = "workable"
    label = "Workable"
    # Accounts have a number too, and the API knows it.
    widgets = patterns(r"\bwhr_embed\(\s{0,9}(\d+)")

    def token_in(self, address: str) -> str | None:
        return first_match(address, _ACCOUNTS)

    def board_url(self, token: str) -> str:
        return f"https://apply.workable.com/{in_path(token)}"

    def host(self, token: str) -> str:  # noqa: ARG002
        return "apply.workable.com"

    def first_request(self, token: str) -> Request:
        return Request(f"https://apply.workable.com/api/v1/widget/accounts/{in_path(token)}?details=true")

    def light_request(self, token: str) -> Request:
        return Request(f"https://apply.workable.com/api/v1/widget/accounts/{in_path(token)}")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        _, jobs, bad = _JOBS.read(body)
        return page_of(((job.shortcode, job) for job in jobs), bad)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:  # noqa: ARG002
        return united([_posting(job) for job in entry.data])


def _posting(job: _Job) -> ParsedPosting:
    return posting_of(
        external_id=job.shortcode,
        title=job.title,
        url=job.url or f"https://apply.workable.com/j/{in_path(job.shortcode)}",
        apply_url=job.application_url,
        locations=_places(job),
        workplace="remote" if job.telecommuting else None,
        employment_type=employment_type(job.employment_type),
        department=job.department,
        date_posted=moment(job.published_on) or moment(job.created_at),
        requisition_id=job.code,
        parts=[job.description or ""],
    )


def _places(job: _Job) -> Iterator[Location]:
    stated = job.locations or [_Place(country=job.country, city=job.city, region=job.state)]
    for one in stated:
        if not one.hidden:
            yield place(
                ", ".join(part for part in (one.city, one.region, one.country) if part),
                city=one.city,
                region=one.region,
                country=country(one.country_code) or country(one.country),
            )


SOURCE = Workable()
