"""A posting from what a source read: every text cleaned, sanitised and no longer than its column."""

from collections.abc import Iterable
from datetime import date, datetime

from ingest import clean
from ingest.html import sanitise, text_of
from ingest.reading.addresses import web_address
from ingest.reading.languages import language
from ingest.sources.types import EmploymentType, Location, MalformedPayload, ParsedPosting, Salary, Workplace

# The lengths of the columns of `Posting`.
LONGEST = {"external_id": 500, "title": 500, "department": 300, "requisition_id": 200, "place": 300, "part": 150}
MOST_PLACES = 100


def posting_of(
    *,
    external_id: str,
    title: str | None,
    url: str | None,
    apply_url: str | None = None,
    locations: Iterable[Location] = (),
    workplace: Workplace | None = None,
    employment_type: EmploymentType | None = None,
    department: str | None = None,
    base_salary: Salary | None = None,
    date_posted: date | datetime | None = None,
    valid_through: date | datetime | None = None,
    language_code: str | None = None,
    requisition_id: str | float | None = None,
    parts: Iterable[str] = (),
) -> ParsedPosting:
    """`parts` are the description's HTML as the vendor means it. Raises MalformedPayload where there is no title."""
    clean_title = clean.line(title, LONGEST["title"])
    if not clean_title:
        raise MalformedPayload("title: empty")
    # Each by itself, so that an unclosed tag swallows nothing of the next.
    html = "".join(sanitise(part) for part in parts if part)
    text = text_of(html) if html else ""
    return ParsedPosting(
        external_id=checked_id(external_id),
        title=clean_title,
        url=web_address(url),
        apply_url=web_address(apply_url),
        locations=tuple(dict.fromkeys(place for place in locations if place.text))[:MOST_PLACES],
        workplace=workplace,
        employment_type=employment_type,
        department=_short(department, "department"),
        base_salary=base_salary,
        date_posted=date_posted,
        valid_through=valid_through,
        language=language(language_code),
        requisition_id=_short(requisition_id, "requisition_id"),
        description_html=html if text else "",
        description_text=text,
    )


def _short(value: str | float | None, column: str) -> str | None:
    return clean.line(None if value is None else str(value), LONGEST[column]) or None


def place(
    text: str | None, *, city: str | None = None, region: str | None = None, country: str | None = None
) -> Location:
    """A place with clean texts. `country` is a code that was read already."""
    return Location(
        text=clean.line(text, LONGEST["place"]),
        city=clean.line(city, LONGEST["part"]) or None,
        region=clean.line(region, LONGEST["part"]) or None,
        country=country,
    )


def checked_id(external_id: str) -> str:
    """The vendor's id, which must fit its column whole. Raises MalformedPayload."""
    if not external_id.strip() or len(external_id) > LONGEST["external_id"] or not external_id.isprintable():
        raise MalformedPayload("id: empty, too long or not printable")
    return external_id
