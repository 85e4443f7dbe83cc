"""Pages with schema.org JobPosting, found through a site's robots.txt and its sitemaps.

Vendor's page: schema.org/JobPosting; sitemaps.org.
Request: the token is a host, or a host and the beginning of the paths of its postings, as in `jobs.acme.org/offer/`.
GET HOST/robots.txt, then its sitemaps, then each posting's page.
Paging: sitemaps of sitemaps, each read in its turn.
Complete: all sitemaps were read; where more than 200 wait, the others are left out, and nothing is complete. A page
that holds several JobPostings proves nothing about others.
Validators: those of robots.txt prove nothing about the sitemaps, so that there are none.
Closed: absent from the sitemaps; the page answers 404 or 410; `validThrough`.
Rate: a host of its own; which pages may be read, its robots.txt says.
Unknown: until its page was read, all of a posting but its address.
"""

import re
import zlib
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

from ingest.sources.decoding import Item
from ingest.sources.entries import page_of, united
from ingest.sources.postings import posting_of
from ingest.sources.schema_org import job_postings, page_address, schema_id, schema_posting
from ingest.sources.tokens import host_of
from ingest.sources.types import BadToken, Entry, MalformedPayload, Page, ParsedPosting, Request, Source
from ingest.sources.xml import children, local_name, root_of

# What the protocol allows for one file, inflated.
MOST_INFLATED = 50 * 1024 * 1024
MOST_SITEMAPS = 200
# Stands for the sitemaps that are too many to be read: it is never asked for, and while it waits nothing is complete.
_CUT = ""
_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_ROBOTS = re.compile(r"^[ \t]*(?:user-agent|sitemap|disallow|allow)[ \t]*:", re.IGNORECASE | re.MULTILINE)
# A posting's page lies below such a folder.
_FOLDER = re.compile(
    r"/(jobs?|careers?|positions?|postings?|post|openings?|vacanc(?:y|ies)|offers?|offer|o|stellen(?:angebote)?|"
    r"emplois?|offres?|empleos?|vacatures?)/[^/]+",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[-_+\s]+")


class _Address(Item):
    url: str
    changed: str | None = None


class _Embedded(Item):
    data: dict[str, Any]
    page: str | None = None


class JsonLd(Source):
    name = "jsonld"
    label = "JobPosting pages"
    has_details = True
    most_bytes = MOST_INFLATED
    any_address = True

    def token_in(self, address: str) -> str | None:
        """Host and path of any address: only its pages can tell whether there are postings."""
        return address.partition("?")[0].partition("#")[0]

    def board_url(self, token: str) -> str:
        host, path = _parts(token)
        return f"https://{host}/{path}"

    def host(self, token: str) -> str:
        return _parts(token)[0]

    def first_request(self, token: str) -> Request:
        return Request(f"https://{self.host(token)}/robots.txt", expected="html")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:
        text = (_inflated(body) if body.startswith(b"\x1f\x8b") else body).decode("utf-8", "replace")
        start = text.lstrip("\ufeff \r\n\t")
        if start.startswith("<") and re.search(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", start[:2_000]):
            return _sitemap_listing(text, token, request)
        if _ROBOTS.search(text) and not start.startswith("<"):
            return _robots_listing(text, request)
        return _page_listing(text, token)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:  # noqa: ARG002
        return united([_embedded(item) if isinstance(item, _Embedded) else _unread(item) for item in entry.data])

    def detail_request(self, external_id: str, token: str) -> Request | None:
        return Request(external_id, expected="html") if _is_below(external_id, token) else None

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        page = body.decode("utf-8", "replace")
        found, address = job_postings(page), page_address(page)
        return schema_posting(
            found[0], address=known.url if known else address, external_id=known.external_id if known else None
        )


def looks_like_posting(address: str) -> bool:
    """Whether an address lies below a folder in which sites keep their postings."""
    return _FOLDER.search(urlsplit(address).path) is not None


def folder_of(address: str) -> str:
    """The token of the site that holds the posting at `address`: all below the folder of its postings."""
    parts = urlsplit(address)
    match = _FOLDER.search(parts.path)
    folder = parts.path[: match.end(1) + 1] if match else f"{parts.path.rstrip('/').rpartition('/')[0]}/"
    return f"{parts.hostname or ''}{folder}" if folder != "/" else parts.hostname or ""


def _parts(token: str) -> tuple[str, str]:
    host, _slash, path = token.partition("/")
    if "." not in host:
        raise BadToken(f"{token!r} cannot name a site.")
    return host_of(host, ""), path


def _robots_listing(text: str, request: Request | None) -> Page:
    sitemaps = [urljoin(request.url if request else "", address) for address in _SITEMAP.findall(text)]
    if request and not sitemaps:
        sitemaps = [urljoin(request.url, "/sitemap.xml")]
    return page_of((), following=_following(sitemaps, request), complete=False)


def _sitemap_listing(text: str, token: str, request: Request | None) -> Page:
    root = root_of(text.encode(), "urlset", "sitemapindex")
    waiting = list(request.carry) if request else []
    if local_name(root) == "sitemapindex":
        waiting = [address for address, _ in _addresses(root, "sitemap")] + waiting
        return page_of((), following=_following(waiting, request), complete=not waiting)
    found = [(address, changed) for address, changed in _addresses(root, "url") if _is_posting(address, token)]
    return page_of(
        ((address, _Address(address, changed)) for address, changed in found),
        following=_following(waiting, request),
        complete=not waiting,
    )


def _following(waiting: list[str], request: Request | None) -> Request | None:
    if request is None or not waiting:
        return None
    first, *rest = dict.fromkeys(waiting)
    if first == _CUT:
        return None
    if len(rest) > MOST_SITEMAPS:
        rest = [*rest[:MOST_SITEMAPS], _CUT]
    return Request(first, expected="sitemap", carry=tuple(rest))


def _addresses(root: Element, name: str) -> list[tuple[str, str | None]]:
    found = []
    for element in children(root, name):
        texts = {local_name(child): (child.text or "").strip() for child in element}
        if texts.get("loc", "").startswith(("http://", "https://")):
            found.append((texts["loc"], texts.get("lastmod") or None))
    return found


def _is_posting(address: str, token: str) -> bool:
    path = urlsplit(address).path
    prefix = _parts(token)[1] if token else ""
    if token and not _is_below(address, token):
        return False
    return len(path) > len(prefix) + 1 if prefix else looks_like_posting(address)


def _is_below(address: str, token: str) -> bool:
    parts, (host, path) = urlsplit(address), _parts(token)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host and parts.path.startswith(f"/{path}")


def _page_listing(text: str, token: str) -> Page:
    found = job_postings(text)
    address = page_address(text) or (f"https://{token}" if token and len(found) == 1 else None)
    return page_of(((schema_id(data, address), _Embedded(data, address)) for data in found), complete=False)


def _embedded(item: _Embedded) -> ParsedPosting:
    return schema_posting(item.data, address=item.page)


def _unread(item: _Address) -> ParsedPosting:
    """Until its page was read, the last words of its address are all that there is for a title."""
    last = unquote(urlsplit(item.url).path.rstrip("/").rpartition("/")[2]).partition(".")[0]
    return posting_of(external_id=item.url, title=_WORDS.sub(" ", last).strip().capitalize(), url=item.url)


def _inflated(body: bytes) -> bytes:
    """Raises MalformedPayload, also for a file that grows beyond what the protocol allows."""
    inflating = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = inflating.decompress(body, MOST_INFLATED)
    except zlib.error as error:
        raise MalformedPayload("The sitemap is no whole gzip file.") from error
    if inflating.unconsumed_tail:
        raise MalformedPayload(f"The sitemap is larger than {MOST_INFLATED // 2**20} MB.")
    if not inflating.eof:
        raise MalformedPayload("The sitemap is no whole gzip file.")
    return plain


SOURCE = JsonLd()
