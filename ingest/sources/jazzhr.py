"""JazzHR boards.

Vendor's page: help.jazzhr.com, careers page and job feeds.
Request: GET ACCOUNT.applytojob.com/apply, an HTML page; texts and dates only in a posting's page, /apply/CODE, in its
JSON-LD. The XML feed, app.jazz.co/feeds/export/jobs/ACCOUNT, is read too; it holds only what the employer syndicates.
Paging: none; all postings stand on one page.
Complete: the page is a board's: it lists postings, or says in a board's frame that there are none.
Validators: none; the body is hashed.
Closed: absent from the page. An account that is gone answers with a page that says 404.
Rate: not published; a wall answers bursts with 403.
Unknown: salary. The feed's own ids and the codes of the pages are two systems; the codes are the ids here.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from ingest.html import unescape_markup
from ingest.reading.countries import country, country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type, workplace
from ingest.sources.decoding import Item
from ingest.sources.entries import completed, page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.schema_org import job_postings, page_address, schema_posting
from ingest.sources.tokens import first_match, in_host, in_path, patterns
from ingest.sources.tree import has_class, tree_of, words_of
from ingest.sources.types import BadItem, Entry, MalformedPayload, Page, ParsedPosting, Request, Source
from ingest.sources.xml import root_of, text_in

DOMAIN = "applytojob.com"
_ACCOUNTS = patterns(
    r"(?!www\.|app\.|api\.)([\w-]+)\.applytojob\.com(?:[/?]|$)",
    r"app\.jazz\.co/(?:feeds/export/jobs|widgets/\w+/create)/([\w-]+)",
)
_CODE = re.compile(r"/apply/(?:jobs/details/)?([A-Za-z0-9]{6,})(?:/|\?|$)")
_STAMP = re.compile(r"job_(\d{4})(\d{2})(\d{2})\d{6}_")
_EMPTY = re.compile(
    r"no (?:open |current )?(?:positions|openings|jobs)|not (?:currently )?hiring|list-group", re.IGNORECASE
)


class _Job(Item):
    id: str
    title: str
    url: str | None = None
    place: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    department: str | None = None
    type: str | None = None
    created: str | None = None
    requisition: str | None = None
    description: str | None = None


class JazzHR(Source):
    name = "jazzhr"
    label = "JazzHR"
    has_details = True

    def token_in(self, address: str) -> str | None:
        return first_match(address, _ACCOUNTS)

    def board_url(self, token: str) -> str:
        return f"https://{in_host(token)}.{DOMAIN}/apply"

    def host(self, token: str) -> str:  # noqa: ARG002
        return DOMAIN

    def first_request(self, token: str) -> Request:
        return Request(self.board_url(token), expected="html")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        page = body.decode("utf-8", "replace")
        if _is_html(page):
            return _page_listing(page, token)
        jobs, bad = _feed_jobs(root_of(body, "jobs"))
        return page_of(((job.id, job) for job in jobs), bad, complete=False)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:  # noqa: ARG002
        return united([_posting(job) for job in entry.data])

    def detail_request(self, external_id: str, token: str) -> Request:
        return Request(f"{self.board_url(token)}/{in_path(external_id)}", expected="html")

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        page = body.decode("utf-8", "replace")
        data, address = job_postings(page)[0], page_address(page)
        code = _CODE.search(str(data.get("url") or address or ""))
        external_id = known.external_id if known else code[1] if code else None
        own = schema_posting(data, address=address, external_id=external_id)
        return completed(known, own) if known else own


def _is_html(page: str) -> bool:
    return not page.lstrip("\ufeff \r\n\t").startswith(("<?xml", "<jobs"))


def _page_listing(page: str, token: str) -> Page:
    if "ld+json" in page and '"JobPosting"' in page:
        raise MalformedPayload("The page is one of a posting, not of a board.")
    jobs = list(_page_jobs(tree_of(page), token))
    if not jobs and not _EMPTY.search(page):
        raise MalformedPayload(
            "The page is no JazzHR board: it lists no postings and does not say that there are none."
        )
    return page_of((job.id, job) for job in jobs)


def _page_jobs(root: Element, token: str) -> Iterator[_Job]:
    base = f"https://{in_host(token)}.{DOMAIN}" if token else ""
    for item in root.iter("li"):
        link = next((link for link in item.iter("a") if _CODE.search(link.get("href", ""))), None)
        # Lists within the item hold its place and its department.
        if link is None or not has_class(item, "list-group-item"):
            continue
        href, code = link.get("href", ""), _CODE.search(link.get("href", ""))
        host = urlsplit(href).hostname
        if code is None or (host and not host.endswith(f".{DOMAIN}")):
            continue
        yield _Job(
            id=code[1],
            title=words_of(link),
            url=href if href.startswith("http") else f"{base}{href}" if base else None,
            place=_after_icon(item, "map-marker") or _of_class(item, "location"),
            department=_after_icon(item, "sitemap") or _of_class(item, "department"),
        )


def _after_icon(item: Element, icon: str) -> str | None:
    """The text of the innermost element that holds the icon."""
    for parent in item.iter():
        if any(has_class(child, icon) for child in parent):
            return words_of(parent) or None
    return None


def _of_class(item: Element, name: str) -> str | None:
    return next((words_of(element) for element in item.iter("span") if has_class(element, name)), None)


def _feed_jobs(root: Element) -> tuple[list[_Job], list[BadItem]]:
    good, bad = [], []
    for number, element in enumerate(root.iterfind("job"), 1):
        url, title = text_in(element, "url") or "", text_in(element, "title")
        code = _CODE.search(url)
        external_id = code[1] if code else text_in(element, "id")
        if external_id is None or title is None:
            missing = "id" if external_id is None else "title"
            bad.append(BadItem(external_id, f"item {number}: {missing}: missing"))
        elif (text_in(element, "status") or "Open").casefold() == "open":
            good.append(_feed_job(element, external_id, title))
    return good, bad


def _feed_job(element: Element, external_id: str, title: str) -> _Job:
    stamp = _STAMP.match(text_in(element, "id") or "")
    city, state, country_ = (text_in(element, name) for name in ("city", "state", "country"))
    return _Job(
        id=external_id,
        title=title,
        url=text_in(element, "url"),
        place=", ".join(part for part in (city, state, country_) if part),
        city=city,
        state=state,
        country=country_,
        department=text_in(element, "department"),
        type=text_in(element, "type"),
        created="-".join(stamp.groups()) if stamp else text_in(element, "createdon"),
        requisition=text_in(element, "internalcode"),
        description=text_in(element, "description"),
    )


def _posting(job: _Job) -> ParsedPosting:
    where = job.place or ""
    return posting_of(
        external_id=job.id,
        title=job.title,
        url=job.url,
        locations=[
            place(where, city=job.city, region=job.state, country=country(job.country) or country_at_end(where))
        ],
        workplace=workplace(where),
        employment_type=employment_type(job.type),
        department=job.department,
        date_posted=moment(job.created),
        requisition_id=job.requisition,
        parts=[unescape_markup(job.description or "")],
    )


SOURCE = JazzHR()
