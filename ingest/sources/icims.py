"""iCIMS career sites, the new ones on employers' hosts and the classic ones on *.icims.com.

Vendor's page: none; the API and the pages are those that visitors use.
Request: the token is the host. New: GET HOST/api/jobs?page=N&limit=100. Classic: GET HOST/jobs/search?ss=1&in_iframe=1
&pr=N, an HTML page; texts and dates only in a posting's page, /jobs/ID/job?in_iframe=1, in its JSON-LD.
Paging: new: page, from 1, until `totalCount` is reached. Classic: pr, from 0, while a page links to the next one.
Complete: `totalCount` is reached, or there is no next page.
Validators: ETag, of each page.
Closed: absent from the list; the posting's page answers 404 or 410.
Rate: a host for each employer; not published.
Unknown: salary, where `salary_min_value` is 0. The page to apply lies behind a log-in, so that the posting's is given.
"""

import re
from collections.abc import Iterator
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

from ingest.html import section
from ingest.reading.countries import country, country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type
from ingest.reading.salaries import amount, salary, surely_yearly
from ingest.sources.decoding import Item, Items
from ingest.sources.entries import completed, page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.schema_org import job_postings, page_address, schema_posting
from ingest.sources.tokens import first_match, host_of, in_path, patterns
from ingest.sources.tree import has_class, tree_of, words_of
from ingest.sources.types import Entry, Location, MalformedPayload, Page, ParsedPosting, Request, Source

T = TypeVar("T")
DOMAIN = "icims.com"
LIMIT = 100
_HOSTS = patterns(r"((?!www\.|api\.|developer\.|help\.)[\w-]+(?:\.[\w-]+)*\.icims\.com)(?:[/?]|$)")
_JOB = re.compile(r"/jobs/(\d+)(?:/[^/?#]*)?/job(?:[/?#]|$)")
_PLACE = re.compile(r"([A-Z]{2})(?:-([A-Z]{2,3}))?(?:-(.+))?")
_ROWS = ("iCIMS_JobCardItem", "iCIMS_JobListingRow", "row")


class _Data(Item):
    """A posting of a new site."""

    slug: str
    title: str
    req_id: str | None = None
    description: str | None = None
    responsibilities: str | None = None
    qualifications: str | None = None
    full_location: str | None = None
    short_location: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    country_code: str | None = None
    categories: list[dict[str, Any]] | None = None
    employment_type: str | None = None
    posted_date: str | None = None
    salary_min_value: float | str | None = None
    salary_max_value: float | str | None = None
    language: str | None = None
    apply_url: str | None = None
    meta_data: dict[str, Any] | None = None


class _Job(Item):
    data: _Data


class _Jobs(Item, Generic[T], rename={"total": "totalCount"}):
    jobs: list[T]
    total: int | None = None


class _Card(Item):
    """A posting of a classic site's list."""

    id: str
    title: str
    url: str
    place: str | None = None


_JOBS = Items(_Job, _Jobs, "jobs")


class Icims(Source):
    name = "icims"
    label = "iCIMS"
    page_hosts = ("jibecdn.com",)
    has_details = True

    def token_in(self, address: str) -> str | None:
        return first_match(address, _HOSTS)

    def board_url(self, token: str) -> str:
        return f"https://{host_of(token, DOMAIN)}/jobs/"

    def host(self, token: str) -> str:
        return host_of(token, DOMAIN)

    def first_request(self, token: str) -> Request:
        return _page_request(token, 0)

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:
        if body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
            return _new_listing(body, token, request)
        return _classic_listing(body.decode("utf-8", "replace"), token, request)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_listed(item) if isinstance(item, _Card) else _full(item.data, token) for item in entry.data])

    def detail_request(self, external_id: str, token: str) -> Request | None:
        if not _is_classic(token):
            return None
        return Request(f"{self.board_url(token)}{in_path(external_id)}/job?in_iframe=1", expected="html")

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        page = body.decode("utf-8", "replace")
        data, address = job_postings(page)[0], page_address(page)
        number = _JOB.search(str(data.get("url") or address or ""))
        external_id = known.external_id if known else number[1] if number else None
        own = schema_posting(data, address=address, external_id=external_id)
        return completed(known, own) if known else own


def _is_classic(token: str) -> bool:
    return host_of(token, DOMAIN).endswith(f".{DOMAIN}")


def _page_request(token: str, page: int) -> Request:
    host = host_of(token, DOMAIN)
    if _is_classic(token):
        return Request(f"https://{host}/jobs/search?ss=1&in_iframe=1&pr={page}", expected="html")
    return Request(f"https://{host}/api/jobs?page={page + 1}&limit={LIMIT}")


def _new_listing(body: bytes, token: str, request: Request | None) -> Page:
    answer, jobs, bad = _JOBS.read(body)
    number = int(parse_qs(urlsplit(request.url).query).get("page", ["1"])[0]) if request else 1
    count, total = len(answer.jobs), answer.total or 0
    end = (number - 1) * LIMIT + count
    following = _page_request(token, number) if request and count and end < total else None
    return page_of(
        ((job.data.slug, job) for job in jobs), bad, total=answer.total, following=following, complete=end >= total
    )


def _classic_listing(page: str, token: str, request: Request | None) -> Page:
    if "iCIMS" not in page:
        raise MalformedPayload("The page is no list of an iCIMS site.")
    if "ld+json" in page and "JobPosting" in page:
        raise MalformedPayload("The page is one of a posting, not of a list.")
    number = int(parse_qs(urlsplit(request.url).query).get("pr", ["0"])[0]) if request else 0
    more = re.search(rf"[?&;]pr={number + 1}(?!\d)", page) is not None
    cards = {card.id: card for card in _cards(tree_of(page), token)}
    following = _page_request(token, number + 1) if request and more and cards else None
    return page_of(cards.items(), following=following, complete=not more)


def _cards(root: Element, token: str) -> Iterator[_Card]:
    for row in root.iter():
        if not any(has_class(row, name) for name in _ROWS) or any(has_class(part, "iCIMS_JobCardItem") for part in row):
            continue
        link = next((link for link in row.iter("a") if _JOB.search(link.get("href", ""))), None)
        if link is None or not _own_host(link.get("href", ""), token):
            continue
        number = _JOB.search(link.get("href", ""))
        assert number is not None
        heading = next((element for name in ("h1", "h2", "h3", "h4") for element in link.iter(name)), link)
        yield _Card(number[1], words_of(heading), _page_of(link.get("href", ""), token), _place_in(row))


def _own_host(href: str, token: str) -> bool:
    host = urlsplit(href).hostname
    return host is None or host.endswith(f".{DOMAIN}") or (bool(token) and host == host_of(token, DOMAIN))


def _page_of(href: str, token: str) -> str:
    path = href.partition("?")[0]
    return path if path.startswith("http") or not token else f"https://{host_of(token, DOMAIN)}{path}"


def _place_in(row: Element) -> str | None:
    """What follows a label that speaks of locations, or a cell in the vendor's own form."""
    elements = list(row.iter())
    for at, element in enumerate(elements):
        if "field-label" in element.get("class", "") and "ocation" in words_of(element):
            return next((words for other in elements[at + 1 :] if (words := words_of(other))), None)
    return next((words for cell in row.iter("td") if _PLACE.fullmatch(words := words_of(cell)) and "-" in words), None)


def _listed(card: _Card) -> ParsedPosting:
    return posting_of(
        external_id=card.id,
        title=card.title,
        url=card.url,
        locations=[_coded_place(part.strip()) for part in (card.place or "").split("|")],
    )


def _coded_place(text: str) -> Location:
    """The vendor's own form of a place: country, state and city, as in `US-NJ-Edison`."""
    match = _PLACE.fullmatch(text)
    code = country(match[1]) if match else None
    if match is None or code is None:
        return place(text, country=country_at_end(text))
    return place(text, city=match[3], region=match[2], country=code)


def _full(data: _Data, token: str) -> ParsedPosting:
    low, high = amount(data.salary_min_value), amount(data.salary_max_value)
    category = next((item.get("name") for item in data.categories or []), None)
    page = (data.meta_data or {}).get("canonical_url")
    return posting_of(
        external_id=data.slug,
        title=data.title,
        url=page if isinstance(page, str) else f"{SOURCE.board_url(token)}{in_path(data.slug)}" if token else None,
        apply_url=re.sub(r"/login$", "/job", data.apply_url or ""),
        locations=[_place(data)],
        employment_type=employment_type(data.employment_type),
        department=category if isinstance(category, str) else None,
        base_salary=salary(low, high, "USD", "year") if _in_dollars(data) and surely_yearly(low, "USD") else None,
        date_posted=moment(data.posted_date),
        language_code=data.language,
        requisition_id=data.req_id,
        parts=[
            data.description or "",
            section("Responsibilities", data.responsibilities),
            section("Qualifications", data.qualifications),
        ],
    )


def _in_dollars(data: _Data) -> bool:
    return country(data.country_code) == "US" or country(data.country) == "US"


def _place(data: _Data) -> Location:
    text = data.full_location or data.short_location or ""
    return place(
        text or ", ".join(part for part in (data.city, data.state, data.country) if part),
        city=data.city,
        region=data.state,
        country=country(data.country_code) or country(data.country) or country_at_end(text),
    )


SOURCE = Icims()
