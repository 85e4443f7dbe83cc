"""RSS and Atom feeds of postings.

Vendor's page: rssboard.org/rss-specification; RFC 4287.
Request: GET the feed; the token is its address without the scheme.
Paging: none.
Complete: never; most feeds are a window of the newest items, so that what they lack may be open still.
Validators: ETag and Last-Modified, where the server has them.
Closed: outside of the window, by `expires_at` where the feed states it; when the posting's page answers 404 or 410;
after 60 days.
Rate: a host of its own.
Unknown: what the feed's author leaves out; titles may hold the employer's name.
"""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from ingest.html import markup_of, unescape_markup
from ingest.reading.addresses import web_address
from ingest.reading.countries import country, country_at_end
from ingest.reading.dates import mail_moment, moment
from ingest.reading.employment import employment_type, workplace
from ingest.sources.decoding import Item
from ingest.sources.entries import page_of, united
from ingest.sources.postings import LONGEST, place, posting_of
from ingest.sources.tokens import first_match, host_of, patterns
from ingest.sources.types import BadItem, BadToken, Entry, Location, Page, ParsedPosting, Request, Source
from ingest.sources.xml import children, local_name, root_of

_FEEDS = patterns(r"([^/?#]+\.[a-z]+(?:/[^?#]*)?(?:\.rss|\.atom|/feed/?|/rss/?|/feed\.xml|/rss\.xml)(?:\?[^#]*)?)$")
_TAG = re.compile(r"<[a-z][^>]*>", re.IGNORECASE)


class _Entry(Item):
    id: str
    title: str
    link: str | None
    text: str | None
    published: str | None
    expires: str | None
    kind: str | None
    department: str | None
    region: str | None
    country: str | None
    language: str | None


class Rss(Source):
    name = "rss"
    label = "RSS or Atom feed"
    windowed = True

    def token_in(self, address: str) -> str | None:
        return first_match(address, _FEEDS)

    def board_url(self, token: str) -> str:
        host, _slash, path = token.partition("/")
        address = web_address(f"https://{host_of(host, '')}/{path}") if "." in host else ""
        if not address or ".." in path.split("/"):
            raise BadToken(f"{token!r} cannot name a feed.")
        return address

    def host(self, token: str) -> str:
        return urlsplit(self.board_url(token)).hostname or ""

    def first_request(self, token: str) -> Request:
        return Request(self.board_url(token), expected="xml")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        root = root_of(body, "rss", "feed", "RDF")
        language = next((one.text for one in children(root, "language") if one.text), None)
        good, bad = list[_Entry](), list[BadItem]()
        items = [*children(root, "item"), *children(root, "entry")]
        for number, element in enumerate(items, 1):
            entry = _entry(element, language)
            if entry.title:
                good.append(entry)
            else:
                bad.append(BadItem(entry.id, f"item {number}: title: missing"))
        return page_of(((entry.id, entry) for entry in good), bad, complete=False)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:  # noqa: ARG002
        return united([_posting(item) for item in entry.data])


def _entry(element: Element, language: str | None) -> _Entry:
    texts = {local_name(child): "".join(child.itertext()).strip() for child in reversed(list(element))}
    link = texts.get("link") or _atom_link(element)
    title = texts.get("title", "")
    stated = texts.get("guid") or texts.get("id") or link or ""
    # Some feeds have neither, and some guids are longer than an id may be.
    fits = 0 < len(stated) <= LONGEST["external_id"] and stated.isprintable()
    return _Entry(
        id=stated if fits else hashlib.sha256(f"{stated}\n{title}".encode()).hexdigest()[:32],
        title=title,
        link=link,
        text=texts.get("encoded") or texts.get("description") or texts.get("content") or texts.get("summary"),
        published=texts.get("pubDate") or texts.get("published") or texts.get("date") or texts.get("updated"),
        expires=texts.get("expires_at"),
        kind=texts.get("type"),
        department=texts.get("category"),
        region=texts.get("region") or texts.get("location"),
        country=texts.get("country"),
        language=texts.get("language") or language,
    )


def _atom_link(element: Element) -> str | None:
    links = [child for child in element if local_name(child) == "link" and child.get("href")]
    chosen = next((link for link in links if link.get("rel", "alternate") == "alternate"), None)
    return chosen.get("href") if chosen is not None else None


def _posting(entry: _Entry) -> ParsedPosting:
    text = unescape_markup(entry.text) if entry.text and "&lt;" in entry.text else entry.text or ""
    return posting_of(
        external_id=entry.id,
        title=entry.title,
        url=entry.link,
        locations=_places(entry),
        workplace=workplace(entry.region),
        employment_type=employment_type(entry.kind),
        department=entry.department,
        date_posted=mail_moment(entry.published) or moment(entry.published),
        valid_through=mail_moment(entry.expires) or moment(entry.expires),
        language_code=entry.language,
        parts=[text if _TAG.search(text) else markup_of(text)],
    )


def _places(entry: _Entry) -> Iterator[Location]:
    text = ", ".join(part for part in (entry.region, entry.country) if part)
    if text:
        yield place(text, country=country(entry.country) or country_at_end(text))


SOURCE = Rss()
