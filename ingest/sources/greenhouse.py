"""Greenhouse job boards.

Vendor's page: developers.greenhouse.io/job-board.html. Boards of the EU region answer on the same host.
Request: GET boards-api.greenhouse.io/v1/boards/TOKEN/jobs?content=true&pay_transparency=true.
Paging: none; the whole board comes in one answer, up to several thousand postings.
Complete: as many postings as `meta.total` says.
Validators: ETag, of this very URL.
Closed: absent from the list; the detail, and a board that is gone, answer 404.
Rate: one host for all boards; not published.
Unknown: employment type and workplace, except where the employer keeps them in custom fields (`metadata`); the period
of a pay range, except in its title. `updated_at` moves without any change and is not read.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Generic, TypeVar

from ingest.html import unescape_markup
from ingest.reading.countries import country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type, workplace
from ingest.reading.salaries import amount, currency, period, salary, surely_yearly, widest
from ingest.sources.decoding import Item, Items, read_object
from ingest.sources.entries import page_of, united
from ingest.sources.postings import place, posting_of
from ingest.sources.tokens import first_match, in_path, patterns
from ingest.sources.types import (
    EmploymentType,
    Entry,
    Location,
    Page,
    ParsedPosting,
    Request,
    Salary,
    Source,
    Workplace,
)

T = TypeVar("T")
API = "https://boards-api.greenhouse.io/v1/boards"
_BOARDS = patterns(
    r"(?:job-)?boards(?:\.eu)?\.greenhouse\.io/embed/job_(?:board|app)(?:/js)?\?(?:.*&)?for=([\w-]+)",
    r"(?:boards-)?api(?:\.eu)?\.greenhouse\.io/v1/boards/([\w-]+)",
    r"(?:job-)?boards(?:\.eu)?\.greenhouse\.io/(?!embed(?:/|$))([\w-]+)",
)
_WORKPLACE_FIELDS = ("workplace", "location type", "work model", "work arrangement", "remote", "hybrid")
_EMPLOYMENT_FIELDS = ("employment type", "job type", "time type", "commitment", "worker type", "contract type")
_SALARY_FIELDS = ("salary", "pay range", "base pay", "compensation")
_NOT_BASE = frozenset({"bonus", "equity", "commission", "ote", "target"})
# An office's location as Greenhouse's own geocoder writes it: city, region, country.
_GEOCODED = 3
_SHORTEST_NAME = 4


class _Named(Item):
    name: str | None = None


class _Office(Item):
    name: str | None = None
    location: str | None = None


class _Field(Item):
    name: str | None = None
    value: Any = None


class _PayRange(Item):
    min_cents: int | float | None = None
    max_cents: int | float | None = None
    currency_type: str | None = None
    title: str | None = None


class _Job(Item):
    id: int | str
    title: str
    absolute_url: str | None = None
    location: _Named | None = None
    metadata: list[_Field] | None = None
    requisition_id: str | int | None = None
    first_published: str | None = None
    application_deadline: str | None = None
    language: str | None = None
    content: str | None = None
    departments: list[_Named] | None = None
    offices: list[_Office] | None = None
    pay_input_ranges: list[_PayRange] | None = None


class _Meta(Item):
    total: int | None = None


class _Board(Item, Generic[T]):
    jobs: list[T]
    meta: _Meta | None = None


_JOBS = Items(_Job, _Board, "jobs")


class Greenhouse(Source):
    name = "greenhouse"
    label = "Greenhouse"
    widgets = patterns(r"(?i:greenhouse|grnhse)[^;<>]{0,200}?board_?[Tt]oken[\"']?\s{0,9}[:=]\s{0,9}[\"']([\w-]+)")
    # Boards of several thousand postings come in one answer.
    most_bytes = 96 * 1024 * 1024

    def token_in(self, address: str) -> str | None:
        return first_match(address, _BOARDS)

    def board_url(self, token: str) -> str:
        return f"https://job-boards.greenhouse.io/{in_path(token)}"

    def host(self, token: str) -> str:  # noqa: ARG002
        return "boards-api.greenhouse.io"

    def first_request(self, token: str) -> Request:
        return Request(f"{API}/{in_path(token)}/jobs?content=true&pay_transparency=true")

    def listing(self, body: bytes, token: str, request: Request | None = None) -> Page:  # noqa: ARG002
        board, jobs, bad = _JOBS.read(body)
        total = board.meta.total if board.meta else None
        complete = total is None or len(jobs) + len(bad) >= total
        return page_of(((str(job.id), job) for job in jobs), bad, total=total, complete=complete)

    def posting(self, entry: Entry, token: str) -> ParsedPosting:
        return united([_posting(job, token) for job in entry.data])

    def detail(self, body: bytes, known: ParsedPosting | None, token: str) -> ParsedPosting:  # noqa: ARG002
        return _posting(read_object(body, _Job, "a posting"), token)


def _posting(job: _Job, token: str) -> ParsedPosting:
    where = (job.location.name if job.location else None) or ""
    fields = job.metadata or []
    return posting_of(
        external_id=str(job.id),
        title=job.title,
        url=job.absolute_url or (f"https://job-boards.greenhouse.io/{in_path(token)}/jobs/{job.id}" if token else None),
        locations=_places(where, job.offices or []),
        workplace=workplace(where) or _workplace(fields),
        employment_type=_employment_type(fields),
        department=next((department.name for department in job.departments or [] if department.name), None),
        base_salary=_pay(job.pay_input_ranges or []) or _salary(fields),
        date_posted=moment(job.first_published),
        valid_through=moment(job.application_deadline),
        language_code=job.language,
        requisition_id=job.requisition_id,
        parts=[unescape_markup(job.content or "")],
    )


def _places(where: str, offices: list[_Office]) -> list[Location]:
    """The places of `location`; where that names only a way of working, the offices are the places."""
    stated = [part.strip() for part in where.split(";") if part.strip()]
    if not stated or all(workplace(part) for part in stated):
        return [_place(office.location or office.name or "", [office]) for office in offices] or [
            place(part) for part in stated
        ]
    return [_place(part, offices) for part in stated]


def _place(text: str, offices: list[_Office]) -> Location:
    """A place, with the country that its text names, or that of the posting's offices which the text names."""
    meant = [office.location.split(",") for office in offices if office.location and _names(text, office.location)]
    countries = {country_at_end(parts[-1]) for parts in meant}
    city = region = None
    if len(meant) == 1 and len(meant[0]) == _GEOCODED and meant[0][0].strip().casefold() in text.casefold():
        city, region = meant[0][:2]
    return place(text, city=city, region=region, country=country_at_end(text) or _only(countries))


def _names(text: str, office: str) -> bool:
    parts = (part.strip().casefold() for part in office.split(","))
    return any(len(part) >= _SHORTEST_NAME and part in text.casefold() for part in parts)


def _only(values: set[str | None]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None


def _values(fields: list[_Field], names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for field in fields:
        name = (field.name or "").casefold()
        if any(word in name for word in names):
            only = field.value[0] if isinstance(field.value, list) and len(field.value) == 1 else field.value
            yield name, only


def _workplace(fields: list[_Field]) -> Workplace | None:
    stated = (workplace(value) for _, value in _values(fields, _WORKPLACE_FIELDS) if isinstance(value, str))
    return next((value for value in stated if value), None)


def _employment_type(fields: list[_Field]) -> EmploymentType | None:
    stated = (employment_type(value) for _, value in _values(fields, _EMPLOYMENT_FIELDS) if isinstance(value, str))
    return next((value for value in stated if value), None)


def _salary(fields: list[_Field]) -> Salary | None:
    for name, value in _values(fields, _SALARY_FIELDS):
        if not isinstance(value, dict) or _NOT_BASE & set(name.split()):
            continue
        low = amount(value.get("min_value", value.get("min")))
        high = amount(value.get("max_value", value.get("max")))
        if read := _range(low, high, value.get("unit"), name):
            return read
    return None


def _pay(ranges: list[_PayRange]) -> Salary | None:
    return widest(
        _range(_of_cents(pay.min_cents), _of_cents(pay.max_cents), pay.currency_type, pay.title) for pay in ranges
    )


def _of_cents(cents: float | None) -> Decimal | None:
    return None if cents is None else amount(cents / 100)


def _range(low: Any, high: Any, unit: Any, words: str | None) -> Salary | None:  # noqa: ANN401
    code = currency(unit) if isinstance(unit, str) else None
    return salary(low, high, code, period(words) or ("year" if surely_yearly(low, code) else None))


SOURCE = Greenhouse()
