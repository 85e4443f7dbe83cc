"""Breezy HR boards.

Vendor's page: developer.breezy.hr, portal feed.
Request: GET COMPANY.breezy.hr/json?verbose=true. Some feeds hold the texts, the others only the posting's page, /p/ID,
in its JSON-LD.
Paging: none; the whole board comes as an array.
Complete: the array is whole. Breezy states no total.
Validators: ETag.
Closed: absent from the feed; a removed posting's page redirects to the board. An unknown company redirects to the
vendor's own site.
Rate: all companies are one backend, whose edge answers bursts with 403, which is throttling here.
Unknown: salary as figures; the free text is read where it says its currency and period.
"""

from collections.abc import Iterator

from ingest.reading.countries import country
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type
from ingest.reading.pay import salary_in_field
from ingest.sources.decoding import Item, Items
from ingest.sources.entries import completed, page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.schema_org import job_postings, page_address, schema_posting
from ingest.sources.tokens import first_match, in_host, in_path, patterns
from ingest.sources.types import Entry, Location, Page, ParsedPosting, Request, Source

DOMAIN = "breezy.hr"
_COMPANIES = patterns(r"(?!www\.|api\.|app\.|developer\.|help\.|assets-cdn\.)([\w-]+)\.breezy\.hr(?:[/?]|$)")


class _Named(Item):
    id: str | None = None
    name: str | None = None


class _Place(Item):
    country: _Named | None = None
    state: _Named | None = None
    city: str | None = None
    name: str | None = None
    is_remote: bool | None = None


class _Position(Item):
    id: str
    name: str
    url: str | None = None
    published_date: str | None = None
    type: _Named | None = None
    location: _Place | None = None
    locations: list[_Place] | None = None
    department: str | None = None
    salary: str | None = None
    description: str | None = None


_POSITIONS = Items(_Position, list)


class Breezy(Source):
    name = "breezy"
    label = "Breezy"
    has_details = True

    def token_in(self, address: str) -> str | None:
        return first_match(address, _COMPANIES)

    def board_url(self, token: str) -> str:
        return f"https://{in_host(token)}.{DOMAIN}/"

    def host(self, token: str) -> str:  # noqa: ARG002
        return DOMAIN

    def first_request(self, token: str) -> Request:
        return Request(f"{self.board_url(token)}json?verbose=true")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        _, positions, bad = _POSITIONS.read(body)
        return page_of(((position.id, position) for position in positions), bad)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_posting(position, token) for position in entry.data])

    def detail_request(self, external_id: str, token: str) -> Request:
        return Request(f"{self.board_url(token)}p/{in_path(external_id)}", expected="html")

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        page = body.decode("utf-8", "replace")
        own = schema_posting(
            job_postings(page)[0], address=page_address(page), external_id=known.external_id if known else None
        )
        return completed(known, own) if known else own


def _posting(position: _Position, token: str) -> ParsedPosting:
    first = position.location or _Place()
    return posting_of(
        external_id=position.id,
        title=position.name,
        url=position.url or (f"{SOURCE.board_url(token)}p/{in_path(position.id)}" if token else None),
        locations=_places([first, *(position.locations or [])]),
        workplace="remote" if first.is_remote else None,
        employment_type=employment_type(position.type.name or position.type.id) if position.type else None,
        department=position.department,
        base_salary=salary_in_field(position.salary, country(first.country.id) if first.country else None),
        date_posted=moment(position.published_date),
        parts=[position.description or ""],
    )


def _places(stated: list[_Place]) -> Iterator[Location]:
    for one in stated:
        state, land = one.state or _Named(), one.country or _Named()
        # Free text stands in `city` of boards that keep no states: "Austin, TX, US", "Remote".
        is_city = one.city and "," not in one.city and one.city.casefold() != "remote"
        yield place(
            one.name or ", ".join(part for part in (one.city, state.name, land.name) if part),
            city=one.city if is_city else None,
            region=state.name,
            country=country(land.id) or country(land.name),
        )


SOURCE = Breezy()
