"""Lever postings, of the global and the EU region.

Vendor's page: github.com/lever/postings-api.
Request: GET api.lever.co/v0/postings/SITE?mode=json, for the token `eu:SITE` at api.eu.lever.co. The global host knows
no site of the EU region, and both may hold a site of one name.
Paging: none is asked for; the whole board comes as an array.
Complete: the array is whole. Lever states no total.
Validators: ETag.
Closed: absent from the list; the detail and an unknown site answer 404 with {"ok": false}.
Rate: one host for all boards of a region; two requests a second are documented for applications.
Unknown: when a posting changed. `country` is that of the first place; the other places are free text.
"""

from collections.abc import Iterator

from ingest.html import markup_of, section
from ingest.reading.countries import country, country_at_end
from ingest.reading.dates import moment_of_milliseconds
from ingest.reading.employment import employment_type, workplace
from ingest.reading.salaries import amount, currency, period, salary
from ingest.sources.decoding import Item, Items, read_object
from ingest.sources.entries import page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, in_path, patterns
from ingest.sources.types import Entry, Location, Page, ParsedPosting, Request, Salary, Source

_GLOBAL = patterns(r"jobs\.lever\.co/([^/?#]+)", r"api\.lever\.co/v0/postings/([^/?#]+)")
_EU = patterns(r"jobs\.eu\.lever\.co/([^/?#]+)", r"api\.eu\.lever\.co/v0/postings/([^/?#]+)")


class _Categories(Item, rename="camel"):
    commitment: str | None = None
    department: str | None = None
    team: str | None = None
    location: str | None = None
    all_locations: list[str | None] | None = None


class _Part(Item):
    text: str | None = None
    content: str | None = None


class _SalaryRange(Item):
    min: int | float | None = None
    max: int | float | None = None
    currency: str | None = None
    interval: str | None = None


class _Posting(Item, rename="camel"):
    id: str
    text: str
    categories: _Categories | None = None
    country: str | None = None
    created_at: int | float | None = None
    workplace_type: str | None = None
    salary_range: _SalaryRange | None = None
    salary_description: str | None = None
    salary_description_plain: str | None = None
    description: str | None = None
    description_plain: str | None = None
    lists: list[_Part] | None = None
    additional: str | None = None
    additional_plain: str | None = None
    hosted_url: str | None = None
    apply_url: str | None = None


_POSTINGS = Items(_Posting, list)


class Lever(Source):
    name = "lever"
    label = "Lever"
    widgets = patterns(r"leverJobsOptions\s{0,9}=\s{0,9}\{[^}]{0,500}?accountName[\"']?\s{0,9}:\s{0,9}[\"']([\w-]+)")

    def token_in(self, address: str) -> str | None:
        if site := first_match(address, _EU):
            return f"eu:{site}"
        return first_match(address, _GLOBAL)

    def board_url(self, token: str) -> str:
        region, site = _region(token)
        return f"https://jobs{region}.lever.co/{in_path(site)}"

    def host(self, token: str) -> str:
        return f"api{_region(token)[0]}.lever.co"

    def first_request(self, token: str) -> Request:
        site = in_path(_region(token)[1])
        # A browser's Accept header would bring HTML.
        return Request(
            f"https://{self.host(token)}/v0/postings/{site}?mode=json", headers={"Accept": "application/json"}
        )

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        _, postings, bad = _POSTINGS.read(body)
        return page_of(((posting.id, posting) for posting in postings), bad)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_posting(item, token) for item in entry.data])

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        return _posting(read_object(body, _Posting, "a posting"), token)


def _region(token: str) -> tuple[str, str]:
    return (".eu", token[3:]) if token.startswith("eu:") else ("", token)


def _posting(item: _Posting, token: str) -> ParsedPosting:
    categories = item.categories or _Categories()
    return posting_of(
        external_id=item.id,
        title=item.text,
        url=item.hosted_url or (f"{SOURCE.board_url(token)}/{in_path(item.id)}" if token else None),
        apply_url=item.apply_url,
        locations=_places(categories, country(item.country)),
        workplace=workplace(item.workplace_type),
        employment_type=employment_type(categories.commitment),
        department=categories.department or categories.team,
        base_salary=_salary(item.salary_range),
        date_posted=moment_of_milliseconds(item.created_at),
        parts=_sections(item),
    )


def _places(categories: _Categories, stated: str | None) -> Iterator[Location]:
    first, rest = categories.location, [text for text in categories.all_locations or [] if text]
    first = first or (rest[0] if rest else None)
    if first:
        yield place(first, country=stated or country_at_end(first))
    for text in rest:
        if text != first:
            yield place(text, country=country_at_end(text))


def _salary(stated: _SalaryRange | None) -> Salary | None:
    if stated is None:
        return None
    return salary(amount(stated.min), amount(stated.max), currency(stated.currency), period(stated.interval))


def _sections(item: _Posting) -> Iterator[str]:
    """The whole text, as the posting's page shows it: `description` alone is less than half of it."""
    yield item.description or markup_of(item.description_plain or "")
    for part in item.lists or []:
        content = part.content or ""
        # The vendor sends list items without the list around them.
        yield section(part.text, f"<ul>{content}</ul>" if "<li" in content else content)
    yield item.salary_description or markup_of(item.salary_description_plain or "")
    yield item.additional or markup_of(item.additional_plain or "")


SOURCE = Lever()
