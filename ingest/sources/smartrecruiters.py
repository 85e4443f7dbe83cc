"""SmartRecruiters postings.

Vendor's page: developers.smartrecruiters.com, Posting API.
Request: GET api.smartrecruiters.com/v1/companies/COMPANY/postings?limit=100&offset=N; the texts and the addresses of a
posting only in its detail, .../postings/ID.
Paging: 100 at most, newest first.
Complete: `totalFound` is reached. An empty page before that is a throttled caller's. A board that moves while it is
paged through can hide a posting from one visit; closing waits for the next.
Validators: ETag, of each page; none for boards of several pages.
Closed: absent from the list; the detail answers 404.
Rate: one host for all boards; ten requests a second are documented for callers with a key.
Unknown: whether a company exists: an unknown one has `totalFound` 0 like an empty one.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar
from urllib.parse import parse_qs, urlsplit

from ingest.html import section
from ingest.reading.countries import country, country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type
from ingest.sources.decoding import Item, Items, read_object
from ingest.sources.entries import completed, page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, in_path, patterns
from ingest.sources.types import (
    EmploymentType,
    Entry,
    Location,
    MalformedPayload,
    Page,
    ParsedPosting,
    Request,
    Source,
    ThrottledPayload,
    Workplace,
)

T = TypeVar("T")
API = "https://api.smartrecruiters.com/v1/companies"
LIMIT = 100
_COMPANIES = patterns(
    r"api\.smartrecruiters\.com/v1/companies/([\w.-]+)",
    r"(?:careers|jobs)\.smartrecruiters\.com/(?:oneclick-ui/company/)?(?!oneclick-ui)([\w.-]+)",
)
_SECTIONS = ("company_description", "job_description", "qualifications", "additional_information")
# The vendor's own ids, for labels in languages that are not read.
_EMPLOYMENT: dict[str, EmploymentType] = {
    "permanent": "full_time",
    "part-time": "part_time",
    "contract": "contract",
    "temporary": "temporary",
    "intern": "internship",
}


class _Labelled(Item):
    id: str | None = None
    label: str | None = None


class _Company(Item):
    identifier: str | None = None


class _Place(Item, rename="camel"):
    city: str | None = None
    region: str | None = None
    country: str | None = None
    country_code: str | None = None
    remote: bool | None = None
    hybrid: bool | None = None
    full_location: str | None = None


class _Language(Item):
    code: str | None = None


class _Listed(Item, rename="camel"):
    id: str
    name: str
    ref_number: str | None = None
    company: _Company | None = None
    released_date: str | None = None
    location: _Place | None = None
    department: _Labelled | None = None
    type_of_employment: _Labelled | None = None
    language: _Language | None = None


class _Section(Item):
    title: str | None = None
    text: str | None = None


class _Sections(Item, rename="camel"):
    company_description: _Section | None = None
    job_description: _Section | None = None
    qualifications: _Section | None = None
    additional_information: _Section | None = None


class _JobAd(Item):
    sections: _Sections | None = None


class _Detail(Item, rename="camel"):
    """What a detail has beside the listed posting, which it repeats."""

    job_ad: _JobAd
    posting_url: str | None = None
    apply_url: str | None = None


class _Postings(Item, Generic[T], rename="camel"):
    content: list[T]
    total_found: int | None = None
    offset: int = 0


_POSTINGS = Items(_Listed, _Postings, "content")


class SmartRecruiters(Source):
    name = "smartrecruiters"
    label = "SmartRecruiters"
    widgets = patterns(r"\bcompany_code[\"']?\s{0,9}:\s{0,9}[\"']([\w.-]+)")
    has_details = True

    def token_in(self, address: str) -> str | None:
        return first_match(address, _COMPANIES)

    def board_url(self, token: str) -> str:
        return f"https://careers.smartrecruiters.com/{in_path(token)}"

    def host(self, token: str) -> str:  # noqa: ARG002
        return "api.smartrecruiters.com"

    def first_request(self, token: str) -> Request:
        return _page_request(token, 0)

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:
        answer, items, bad = _POSTINGS.read(body)
        total, offset = answer.total_found or 0, _offset(request) if request else answer.offset
        end = offset + len(answer.content)
        if end < total and not answer.content:
            raise ThrottledPayload(f"The page at offset {offset} is empty though totalFound is {total}: throttled.")
        following = _page_request(token, end) if request and end < total else None
        return page_of(
            ((item.id, item) for item in items), bad, total=total, following=following, complete=end >= total
        )

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_posting(item, token) for item in entry.data])

    def detail_request(self, external_id: str, token: str) -> Request:
        return Request(f"{API}/{in_path(token)}/postings/{in_path(external_id)}")

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:
        told = read_object(body, _Detail, "a posting with its advertisement")
        try:
            own = _posting(read_object(body, _Listed, "a posting"), token, told)
        except MalformedPayload:
            if known is None:
                raise
            # Trimmed to the advertisement, which is enough for a posting that is known.
            own = _posting(_Listed(known.external_id, known.title), token, told)
        return completed(known, own) if known else own


def _page_request(token: str, offset: int) -> Request:
    return Request(f"{API}/{in_path(token)}/postings?limit={LIMIT}&offset={offset}")


def _offset(request: Request) -> int:
    return int(parse_qs(urlsplit(request.url).query)["offset"][0])


def _posting(item: _Listed, token: str, told: _Detail | None = None) -> ParsedPosting:
    company = token or (item.company.identifier if item.company else None)
    where = item.location or _Place()
    return posting_of(
        external_id=item.id,
        title=item.name,
        url=(told and told.posting_url)
        or (f"https://jobs.smartrecruiters.com/{in_path(company)}/{in_path(item.id)}" if company else None),
        apply_url=told.apply_url if told else None,
        locations=[_place(where)],
        workplace=_workplace(where),
        employment_type=_employment_type(item.type_of_employment or _Labelled()),
        department=item.department.label if item.department else None,
        date_posted=moment(item.released_date),
        language_code=item.language.code if item.language else None,
        requisition_id=item.ref_number,
        parts=_parts(told.job_ad.sections or _Sections()) if told else (),
    )


def _place(where: _Place) -> Location:
    """The vendor leaves empty parts in `fullLocation`: `Lyon, , France`."""
    full = ", ".join(part.strip() for part in (where.full_location or "").split(",") if part.strip())
    city = None if (where.city or "").strip().casefold() == "remote" else where.city
    return place(
        full or ", ".join(part for part in (where.city, where.region, where.country) if part),
        city=city,
        region=where.region,
        country=country(where.country_code) or country(where.country) or country_at_end(full),
    )


def _workplace(where: _Place) -> Workplace | None:
    if where.hybrid:
        return "hybrid"
    if where.remote:
        return "remote"
    # Older postings lack `hybrid`; then `remote: false` says nothing of an office.
    return "onsite" if where.remote is False and where.hybrid is False else None


def _employment_type(stated: _Labelled) -> EmploymentType | None:
    return employment_type(stated.label) or _EMPLOYMENT.get((stated.id or "").casefold())


def _parts(sections: _Sections) -> Iterator[str]:
    for name in _SECTIONS:
        part: _Section | None = getattr(sections, name)
        if part is not None:
            yield section(part.title, part.text)


SOURCE = SmartRecruiters()
