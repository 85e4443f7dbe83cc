"""Teamtailor career sites, on the vendor's subdomains, its regional ones and customers' own domains.

Vendor's page: support.teamtailor.com, RSS feed and JSON feed of a career site.
Request: GET HOST/jobs.rss?offset=0&per_page=100. The JSON feed, HOST/jobs.json, is read too; it has no department and
no way of working. The token is the subdomain, as `na:acme` one of a region, or the host of a customer's own domain.
Paging: offset and per_page, until a page is short.
Complete: a short page. Teamtailor states no total.
Validators: ETag, of each page.
Closed: absent from the feed; a posting's page answers 404, and so does the feed of a site that is gone.
Rate: all sites are one backend, also those on customers' own domains; not published.
Unknown: salary; `remoteStatus` none is the default and no office.
"""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

from ingest.html import unescape_markup
from ingest.reading.countries import country
from ingest.reading.dates import mail_moment, moment
from ingest.reading.employment import workplace
from ingest.sources.decoding import Item, Items
from ingest.sources.entries import completed, page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.schema_org import job_postings, page_address, schema_posting
from ingest.sources.tokens import first_match, host_of, patterns
from ingest.sources.types import BadItem, Entry, Location, Page, ParsedPosting, Request, Source
from ingest.sources.xml import children, root_of, text_in

T = TypeVar("T")
LIMIT = 100
DOMAIN = "teamtailor.com"
TT = "{https://teamtailor.com/locations}"
_REGIONAL = patterns(r"([\w-]+)\.na\.teamtailor\.com(?:[/?]|$)")
_SITES = patterns(
    r"(?!www\.|api\.|app\.|support\.|docs\.)([\w-]+)\.teamtailor\.com(?:[/?]|$)", r"([\w.-]+)/jobs\.rss(?:\?|$)"
)


class _Place(Item):
    name: str | None
    city: str | None
    country: str | None


class _FeedItem(Item):
    """An item of the RSS feed."""

    id: str
    title: str
    link: str | None
    description: str | None
    published: str | None
    remote_status: str | None
    department: str | None
    places: list[_Place]


class _JsonItem(Item):
    """An item of the JSON feed, with the schema.org JobPosting in it."""

    id: str
    title: str
    url: str | None = None
    date_published: str | None = None
    content_html: str | None = None
    _jobposting: dict[str, Any] | None = None


class _JsonFeed(Item, Generic[T]):
    items: list[T]
    version: str | None = None


_ITEMS = Items(_JsonItem, _JsonFeed, "items")


class Teamtailor(Source):
    name = "teamtailor"
    label = "Teamtailor"
    page_hosts = ("teamtailor-cdn.com",)
    feed_mark = "teamtailor.com/locations"

    def token_in(self, address: str) -> str | None:
        if site := first_match(address, _REGIONAL):
            return f"na:{site}"
        return first_match(address, _SITES)

    def board_url(self, token: str) -> str:
        return f"https://{_host(token)}/jobs"

    def host(self, token: str) -> str:  # noqa: ARG002
        return DOMAIN

    def first_request(self, token: str) -> Request:
        return _page_request(token, 0)

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:
        if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
            _, items, bad = _ITEMS.read(body)
            return page_of(((item.id, item) for item in items), bad)
        feed, bad = _feed_items(root_of(body, "rss"))
        offset = _offset(request) if request else 0
        count = len(feed) + len(bad)
        following = _page_request(token, offset + count) if request and count >= LIMIT else None
        return page_of(((item.id, item) for item in feed), bad, following=following, complete=count < LIMIT)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:  # noqa: ARG002
        return united([_of_json(item) if isinstance(item, _JsonItem) else _of_feed(item) for item in entry.data])

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        """A posting's page, which the crawl has no need of."""
        page = body.decode("utf-8", "replace")
        own = schema_posting(job_postings(page)[0], address=page_address(page))
        return completed(known, own) if known else own


def _host(token: str) -> str:
    return host_of(token[3:], f"na.{DOMAIN}") if token.startswith("na:") else host_of(token, DOMAIN)


def _page_request(token: str, offset: int) -> Request:
    return Request(f"https://{_host(token)}/jobs.rss?offset={offset}&per_page={LIMIT}", expected="xml")


def _offset(request: Request) -> int:
    return int(parse_qs(urlsplit(request.url).query).get("offset", ["0"])[0])


def _feed_items(root: Element) -> tuple[list[_FeedItem], list[BadItem]]:
    good, bad = [], []
    for number, element in enumerate(children(root, "item"), 1):
        external_id, title = text_in(element, "guid") or text_in(element, "link"), text_in(element, "title")
        if external_id is None or title is None:
            missing = "guid" if external_id is None else "title"
            bad.append(BadItem(external_id, f"item {number}: {missing}: missing"))
            continue
        good.append(_feed_item(element, external_id, title))
    return good, bad


def _feed_item(element: Element, external_id: str, title: str) -> _FeedItem:
    return _FeedItem(
        id=external_id,
        title=title,
        link=text_in(element, "link"),
        description=text_in(element, "description"),
        published=text_in(element, "pubDate"),
        remote_status=text_in(element, "remoteStatus"),
        department=text_in(element, f"{TT}department"),
        places=[
            _Place(*(text_in(at, f"{TT}{part}") for part in ("name", "city", "country")))
            for at in element.iterfind(f"{TT}locations/{TT}location")
        ],
    )


def _of_feed(item: _FeedItem) -> ParsedPosting:
    return posting_of(
        external_id=item.id,
        title=item.title,
        url=item.link,
        locations=_places(item.places),
        workplace="remote" if item.remote_status == "fully" else workplace(item.remote_status),
        department=item.department,
        date_posted=mail_moment(item.published),
        parts=[unescape_markup(item.description or "")],
    )


def _places(stated: list[_Place]) -> Iterator[Location]:
    for one in stated:
        # Places are often called after their city.
        named = [one.name] if one.name else []
        parts = named + [part for part in (one.city, one.country) if part and part not in (one.name or "")]
        yield place(", ".join(parts), city=one.city, country=country(one.country))


def _of_json(item: _JsonItem) -> ParsedPosting:
    told = posting_of(
        external_id=item.id,
        title=item.title,
        url=item.url,
        date_posted=moment(item.date_published),
        parts=[unescape_markup(item.content_html or "")],
    )
    stated = item._jobposting  # noqa: SLF001  The feed's own name of the key.
    return completed(told, schema_posting({"title": item.title, **stated}, external_id=item.id)) if stated else told


SOURCE = Teamtailor()
