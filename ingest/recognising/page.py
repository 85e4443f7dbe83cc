"""What one page says about boards: a pure function from its bytes and its address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from ingest import clean
from ingest.recognise import Recognised, recognise
from ingest.recognising.addresses import board_at, needs_proof
from ingest.recognising.careers import careers_link, posting_link
from ingest.recognising.evidence import Candidate, Kind, Sight, candidates_of
from ingest.recognising.tags import Tag, tags_of, without_comments
from ingest.sources import SOURCES, source_named
from ingest.sources.schema_org import job_postings
from ingest.sources.types import MalformedPayload

# What a page says later than this is not read.
MOST_CHARACTERS = 1_500_000
MOST_ADDRESSES = 5_000
MOST_TAGS = 10_000
_CODE_ADDRESS = re.compile(
    r"(?:https?:)?//[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}[^\s\"'<>\\`)]{0,300}", re.IGNORECASE
)
_FEED_TYPE = re.compile(r"application/(?:rss|atom)\+xml", re.IGNORECASE)
_OF_POSTINGS = re.compile(
    r"jobs?\b|career|karriere|stellen|vacan|position|opening|emploi|carri[eè]re|empleo|vacature|recruit", re.IGNORECASE
)
_REFRESH = re.compile(r"\d+\s*;\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
# The element's attribute that holds an address, and what it is evidence of.
_ATTRIBUTES = {
    "iframe": ("src", Kind.FRAME),
    "frame": ("src", Kind.FRAME),
    "embed": ("src", Kind.FRAME),
    "object": ("data", Kind.FRAME),
    "script": ("src", Kind.SCRIPT),
    "a": ("href", Kind.LINK),
    "area": ("href", Kind.LINK),
    "form": ("action", Kind.LINK),
}
_READ = frozenset({*_ATTRIBUTES, "base", "link", "meta"})


@dataclass(frozen=True, slots=True)
class PageRead:
    """`to_prove`: boards for which only their vendor's answer could speak, because their host is the customer's own.

    `careers` and `posting` are links that are worth following; `has_posting` says that a JobPosting stands here.
    """

    url: str
    candidates: tuple[Candidate, ...] = ()
    to_prove: tuple[Recognised, ...] = ()
    careers: str = ""
    posting: str = ""
    has_posting: bool = False
    site_name: str = ""
    links: int = 0
    frames: int = 0
    scripts: int = 0

    @property
    def counted(self) -> str:
        """How much was looked through, for a person."""
        return f"{self.links} links, {self.frames} frames, {self.scripts} scripts"


def read_page(body: bytes, url: str) -> PageRead:
    """The boards that a page embeds, links or names, each with its evidence, and where else to look."""
    text = body.decode("utf-8", "replace")[:MOST_CHARACTERS]
    if _is_feed(text):
        return PageRead(url, candidates_of([_feed_sight(url, text)], url))
    page = without_comments(text)
    tags = list(islice(tags_of(page, _READ), MOST_TAGS))
    base = _joined(url, next((tag.get("href") for tag in tags if tag.name == "base"), ""))
    sights = [*_in_tags(tags, base), *_in_widgets(page), *_feeds(tags, base)]
    seen = {sight.board for sight in sights}
    sights += [sight for sight in _in_code(page, base) if sight.board not in seen]
    unproven = [sight.board for sight in sights if sight.kind != Kind.FEED and needs_proof(sight.board, sight.detail)]
    links = [(_joined(base, tag.get("href")), tag.words) for tag in tags if tag.name == "a"]
    return PageRead(
        url=url,
        candidates=candidates_of([sight for sight in sights if sight.board not in unproven], url),
        to_prove=tuple(dict.fromkeys([*_hosted(page, url), *unproven])),
        careers=careers_link(links, url),
        posting=posting_link(links, url),
        has_posting=_has_posting(page),
        site_name=_site_name(tags),
        links=len(links),
        frames=sum(tag.name in _ATTRIBUTES and _ATTRIBUTES[tag.name][1] == Kind.FRAME for tag in tags),
        scripts=sum(tag.name == "script" for tag in tags),
    )


def _in_tags(tags: list[Tag], base: str) -> Iterator[Sight]:
    for tag in tags:
        address, kind = _leading(tag)
        if address and (board := board_at(joined := _joined(base, address))):
            yield Sight(board, kind, joined)


def _leading(tag: Tag) -> tuple[str, Kind]:
    """The address to which a tag leads, empty for most, and what it is evidence of."""
    if tag.name in _ATTRIBUTES:
        attribute, kind = _ATTRIBUTES[tag.name]
        # Scripts of consent keep frames' addresses aside until they are allowed.
        return tag.get(attribute) or tag.get(f"data-{attribute}"), kind
    if tag.name == "meta" and tag.get("http-equiv").lower() == "refresh":
        return _refreshed(tag.get("content")), Kind.REDIRECT
    if tag.name == "meta" and tag.get("property") == "og:url":
        return tag.get("content"), Kind.OWN
    if tag.name == "link" and tag.get("rel").lower() == "canonical":
        return tag.get("href"), Kind.OWN
    return "", Kind.LINK


def _refreshed(content: str) -> str:
    """Where a `meta` sends visitors after some seconds."""
    match = _REFRESH.match(content.strip())
    return match[1].strip() if match else ""


def _in_widgets(page: str) -> Iterator[Sight]:
    for name in SOURCES:
        for pattern in source_named(name).widgets:
            for match in pattern.finditer(page):
                yield Sight(Recognised(name, match[1]), Kind.WIDGET, match[1])


def _in_code(page: str, base: str) -> Iterator[Sight]:
    """Addresses anywhere in the page, also in scripts, where their slashes are often escaped."""
    plain = page.replace("\\/", "/").replace("\\u002F", "/").replace("\\u0026", "&").replace("&amp;", "&")
    addresses = dict.fromkeys(match[0] for match in islice(_CODE_ADDRESS.finditer(plain), MOST_ADDRESSES))
    for address in addresses:
        absolute = _joined(base, address)
        if board := board_at(absolute):
            yield Sight(board, Kind.CODE, absolute)


def _feeds(tags: list[Tag], base: str) -> Iterator[Sight]:
    for tag in tags:
        address = tag.get("href")
        if tag.name != "link" or "alternate" not in tag.get("rel").lower() or not address:
            continue
        if _FEED_TYPE.search(tag.get("type")) and _OF_POSTINGS.search(f"{tag.get('title')} {address}"):
            joined = _joined(base, address)
            yield Sight(_as_feed(joined), Kind.FEED, joined)
            if board := board_at(joined):
                yield Sight(board, Kind.LINK, joined)


def _as_feed(address: str) -> Recognised:
    parts = urlsplit(address)
    return Recognised("rss", parts._replace(scheme="", fragment="").geturl().lstrip("/"))


def _is_feed(text: str) -> bool:
    return (
        re.match(r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:rss|feed|rdf:RDF)\b", text, re.DOTALL)
        is not None
    )


def _feed_sight(url: str, text: str) -> Sight:
    """A feed that was asked for itself; what its namespace says of its vendor goes before what it is in general."""
    vendor = next((name for name in SOURCES if (mark := source_named(name).feed_mark) and mark in text[:5_000]), None)
    board = Recognised(vendor, urlsplit(url).hostname or "") if vendor else _as_feed(url)
    return Sight(board, Kind.ADDRESS)


def _hosted(page: str, url: str) -> Iterator[Recognised]:
    """The page's own host as a board of each source whose pages load from the same hosts."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for name in SOURCES:
        if any(one in page for one in source_named(name).page_hosts) and recognise(f"https://{host}/") is None:
            yield Recognised(name, host)


def _has_posting(page: str) -> bool:
    try:
        return bool(job_postings(page))
    except MalformedPayload:
        return False


def _site_name(tags: list[Tag]) -> str:
    stated = (tag.get("content") for tag in tags if tag.name == "meta" and tag.get("property") == "og:site_name")
    return clean.line(next(stated, ""), 200)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""
