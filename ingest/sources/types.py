"""What a source takes and gives: requests, entries of a listing, and postings. Pure values, no I/O.

A source is read in two steps, because most of what a board shows did not change: `listing` cuts the answer into
entries, each with the hash of what we would read from it, and only entries whose hash is new become postings.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Protocol

Workplace = Literal["onsite", "hybrid", "remote"]
EmploymentType = Literal["full_time", "part_time", "contract", "temporary", "internship"]
# Of a decoded answer; a source whose boards are larger says so.
MOST_BYTES = 32 * 1024 * 1024
Period = Literal["hour", "day", "week", "month", "year"]


class MalformedPayload(Exception):  # noqa: N818  It names what is wrong, not that something is.
    """The answer as a whole cannot be read; its text is the reason, for a person."""


class ThrottledPayload(MalformedPayload):
    """The answer is empty though it says that there is more: how some vendors slow their callers down."""


class BadToken(ValueError):  # noqa: N818  Likewise.
    """The token cannot name a board of this source: it must not become part of a host or a path."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `expected` is the media type that the vendor answers with; a sitemap is XML for robots.

    `carry` is what the source must know again when it reads the answer, such as a total that only the first page says.
    """

    url: str
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    expected: Literal["json", "xml", "html", "sitemap", "robots"] = "json"
    carry: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """As stated in `text`; the other parts only where the payload says them. `country`: ISO 3166-1 alpha-2."""

    text: str
    city: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Salary:
    min: Decimal | None
    max: Decimal | None
    currency: str | None
    period: Period | None


@dataclass(frozen=True, slots=True)
class ParsedPosting:
    """One posting as its payload states it. Texts are clean: no markup or entity in them, no NUL, no lone surrogate.

    `date_posted` and `valid_through` are a date where the vendor states a day, an aware datetime where a moment.
    `description_html` is sanitised. Unknown is None or empty.
    """

    external_id: str
    title: str
    url: str
    apply_url: str = ""
    locations: tuple[Location, ...] = ()
    workplace: Workplace | None = None
    employment_type: EmploymentType | None = None
    department: str | None = None
    base_salary: Salary | None = None
    date_posted: date | datetime | None = None
    valid_through: date | datetime | None = None
    language: str | None = None
    requisition_id: str | None = None
    description_html: str = ""
    description_text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One id of a listing. `data` are the source's own typed structures, one for each different item with that id.

    `hash` covers all that is read from them.
    """

    external_id: str
    hash: bytes
    data: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class BadItem:
    """An item that could not be read: which field was wrong. Without an id, the listing counts as incomplete."""

    external_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to a listing request.

    `total` is the number of postings that the vendor says the board has, None where it does not. `next` is the request
    for the next page. `complete` is whether, with this page, all of the board has been seen.
    """

    entries: tuple[Entry, ...]
    bad: tuple[BadItem, ...] = ()
    total: int | None = None
    next: Request | None = None
    complete: bool = True


class Source(Protocol):
    """A kind of ATS or feed that we can read. All functions are pure; subclasses inherit what is no source's own."""

    name: str
    label: str
    has_details: bool = False
    most_bytes: int = MOST_BYTES
    # Whether any web address may be a board of it: then an address alone proves nothing.
    any_address: bool = False
    # Whether its listings show only the newest postings, so that what they lack may be open still.
    windowed: bool = False
    # How a company's own page gives its board away. Patterns of the vendor's code in it, the first group is the token.
    widgets: tuple[re.Pattern[str], ...] = ()
    # Hosts that the vendor's pages load from; below a customer's own domain, the token is then the page's host.
    page_hosts: tuple[str, ...] = ()
    # What the vendor's feeds hold and others do not.
    feed_mark: str = ""

    def token_in(self, address: str) -> str | None:
        """The token of the board that a careers URL shows.

        `address` is the URL without its scheme, the host in lower case, path and query unquoted.
        """
        ...

    def board_url(self, token: str) -> str:
        """The page of the board that people see."""
        ...

    def host(self, token: str) -> str:
        """The vendor host whose budget the board's requests use."""
        ...

    def first_request(self, token: str) -> Request:
        """The request for the first page of the board's listing. Raises BadToken."""
        ...

    def light_request(self, token: str) -> Request | None:  # noqa: ARG002
        """A request whose short answer is the same, byte for byte, while nothing but the texts changed; None without.

        It is asked before the listing of a source that has no validators, and saves the listing where it is the same as
        last time. A change of a text alone is then found at the next full visit, within a week. Raises BadToken.
        """
        return None

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:
        """Cut an answer to `request` into entries. Raises MalformedPayload. An unreadable item goes to `Page.bad`."""
        ...

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        """The posting of one entry. Raises MalformedPayload with the field that is wrong."""
        ...

    def detail_request(self, external_id: str, token: str) -> Request | None:  # noqa: ARG002
        """The request for the posting's detail; None where there is none and the listing said all."""
        return None

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        """`known` completed with its detail, or the detail alone. Raises MalformedPayload."""
        raise MalformedPayload(f"{self.label} has no details.")
