"""Workday career sites, through the API that their own pages use.

Vendor's page: none; the API is the one behind every *.myworkdayjobs.com page.
Request: POST HOST/wday/cxs/TENANT/SITE/jobs with all four keys; texts, dates and countries only in a posting's detail,
a GET of the same address with the posting's path. The token is REGION:TENANT/SITE, as in `wd5:acme/External`; for sites
of *.myworkdaysite.com the region ends in `-site`.
Paging: 20 at most.
Complete: the `total` of the first page is reached; later pages often say 0. A total of exactly 2,000 is a ceiling, past
which pages repeat: then the site is read in parts, by the values of its facets, until each part's own total is reached.
An empty page before that is no end but throttling; a page that begins anew is one, and leaves the listing incomplete.
Validators: none.
Closed: absent from the list; the detail answers 404.
Rate: a host for each tenant, with a wall that answers bursts of details with 429.
Unknown: in the list, the date (relative and translated) and the places of a posting in several.
"""

import json
import re
from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from ingest.reading.countries import country, country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type, workplace
from ingest.sources.decoding import Item, Items, read_object
from ingest.sources.entries import completed, page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import in_host, in_path
from ingest.sources.types import (
    BadToken,
    Entry,
    Location,
    MalformedPayload,
    Page,
    ParsedPosting,
    Request,
    Source,
    ThrottledPayload,
)
from ingest.sources.workday_pages import CEILING, LIMIT, Facet, Plan, after, divided, is_throttled

T = TypeVar("T")
_JOBS = re.compile(
    r"([\w-]+)\.(wd\d+)\.myworkdayjobs\.com/(?:wday/cxs/[\w-]+/)?(?:[a-z]{2}(?:-[A-Za-z]{2,4})?/)?([\w.-]+)"
)
_SITE = re.compile(
    r"(wd\d+)\.myworkdaysite\.com/(?:wday/cxs/|(?:[a-z]{2}(?:-[A-Za-z]{2,4})?/)?recruiting/)([\w-]+)/([\w.-]+)"
)
_TOKEN = re.compile(r"(wd\d+)(-site)?:([\w-]+)/([\w.-]+)")
_SEVERAL = re.compile(r"\d+\s+\w+")


class _Listed(Item, rename="camel"):
    external_path: str
    title: str
    locations_text: str | None = None
    remote_type: str | None = None
    time_type: str | None = None
    bullet_fields: list[str | None] | None = None


class _Answer(Item, Generic[T], rename="camel"):
    job_postings: list[T]
    total: int = 0
    facets: list[Facet] | None = None


class _Country(Item, rename="camel"):
    descriptor: str | None = None
    alpha2_code: str | None = None


class _Info(Item, rename="camel"):
    title: str
    job_description: str | None = None
    location: str | None = None
    additional_locations: list[str] | None = None
    start_date: str | None = None
    end_date: str | None = None
    time_type: str | None = None
    remote_type: str | None = None
    job_req_id: str | None = None
    country: _Country | None = None
    external_url: str | None = None


class _Detail(Item, rename="camel"):
    job_posting_info: _Info


_POSTINGS = Items(_Listed, _Answer, "job_postings", "externalPath")


class Workday(Source):
    name = "workday"
    label = "Workday"
    has_details = True

    def token_in(self, address: str) -> str | None:
        if match := _JOBS.match(address):
            return f"{match[2]}:{match[1]}/{match[3]}"
        if match := _SITE.match(address):
            return f"{match[1]}-site:{match[2]}/{match[3]}"
        return None

    def board_url(self, token: str) -> str:
        region, tenant, site = _parts(token)
        if region.endswith("-site"):
            return f"https://{self.host(token)}/recruiting/{tenant}/{site}"
        return f"https://{self.host(token)}/{site}"

    def host(self, token: str) -> str:
        region, tenant, _site = _parts(token)
        if region.endswith("-site"):
            return f"{region.removesuffix('-site')}.myworkdaysite.com"
        return f"{in_host(tenant)}.{region}.myworkdayjobs.com"

    def first_request(self, token: str) -> Request:
        return _page_request(token, Plan())

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:
        answer, items, bad = _POSTINGS.read(body)
        entries = ((item.external_path, item) for item in items)
        plan = msgspec.json.decode(request.carry[0], type=Plan) if request and request.carry else Plan()
        if parts := divided(plan, answer.total, answer.facets or []):
            return page_of(entries, bad, following=_next(token, parts, request), complete=False)
        plan.total = answer.total if plan.total < 0 else plan.total
        count = len(answer.job_postings)
        if is_throttled(plan, answer.total, count):
            raise ThrottledPayload(
                f"The page at offset {plan.offset} is empty though total is {plan.total}: throttled."
            )
        plan.lacking |= plan.total == CEILING
        plan = after(plan, [item.external_path for item in items], count)
        following = _next(token, plan, request) if plan.total < 0 or plan.offset < plan.total else None
        complete = (following is None and not plan.lacking) if request else count >= answer.total
        return page_of(entries, bad, total=answer.total or None, following=following, complete=complete)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_listed(item, token) for item in entry.data])

    def detail_request(self, external_id: str, token: str) -> Request:
        _region, tenant, site = _parts(token)
        path = "/".join(in_path(part) for part in external_id.split("/") if part)
        return Request(f"https://{self.host(token)}/wday/cxs/{tenant}/{site}/{path}")

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        info = read_object(body, _Detail, "a posting").job_posting_info
        own = _full(info, known.external_id if known else _path_of(info.external_url or ""))
        return completed(known, own) if known else own


def _parts(token: str) -> tuple[str, str, str]:
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise BadToken(f"{token!r} cannot name a board.")
    return match[1] + (match[2] or ""), match[3], match[4]


def _page_request(token: str, plan: Plan) -> Request:
    region_host = SOURCE.host(token)
    _region, tenant, site = _parts(token)
    body = {"appliedFacets": plan.part.applied, "limit": LIMIT, "offset": plan.offset, "searchText": ""}
    return Request(
        f"https://{region_host}/wday/cxs/{tenant}/{site}/jobs",
        method="POST",
        headers={"Accept": "application/json", "Content-Type": "application/json"},
        body=json.dumps(body).encode(),
        carry=(msgspec.json.encode(plan).decode(),),
    )


def _next(token: str, plan: Plan, request: Request | None) -> Request | None:
    return _page_request(token, plan) if request else None


def _listed(item: _Listed, token: str) -> ParsedPosting:
    where = item.locations_text or ""
    # "2 Locations", in any language, names none of them.
    places = [] if _SEVERAL.fullmatch(where.strip()) else [place(where, country=country_at_end(where))]
    return posting_of(
        external_id=item.external_path,
        title=item.title,
        url=f"{SOURCE.board_url(token)}{item.external_path}" if token else None,
        locations=places,
        workplace=workplace(item.remote_type),
        employment_type=employment_type(item.time_type),
        requisition_id=_requisition(item),
    )


def _requisition(item: _Listed) -> str | None:
    """The first bullet is the requisition where the posting's path ends in it; employers choose their bullets."""
    first = next((bullet for bullet in item.bullet_fields or [] if bullet), None)
    return first if first and f"_{first}" in item.external_path else None


def _full(info: _Info, external_id: str) -> ParsedPosting:
    # The requisition's own place may lie in another country than the posting's.
    land = info.country or _Country()
    return posting_of(
        external_id=external_id,
        title=info.title,
        url=info.external_url,
        locations=_places(info, country(land.alpha2_code) or country(land.descriptor)),
        workplace=workplace(info.remote_type),
        employment_type=employment_type(info.time_type),
        date_posted=moment(info.start_date),
        valid_through=moment(info.end_date),
        requisition_id=info.job_req_id,
        parts=[info.job_description or ""],
    )


def _places(info: _Info, stated: str | None) -> Iterator[Location]:
    if info.location:
        yield place(info.location, country=stated or country_at_end(info.location))
    for text in info.additional_locations or []:
        yield place(text, country=country_at_end(text))


def _path_of(url: str) -> str:
    _before, mark, path = url.partition("/job/")
    if not mark:
        raise MalformedPayload("jobPostingInfo.externalUrl: it names no posting")
    return f"/job/{path.partition('?')[0]}"


SOURCE = Workday()
