"""What a source states of a posting, as the values of its columns: comparable, hashable."""

import hashlib
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import msgspec

from ingest.sources.types import Location, ParsedPosting, Salary

CENT = Decimal("0.01")
# numeric(14, 2): a salary beyond that is a vendor's mistake.
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Content:
    """Column values of `Posting` and `PostingText`; empty where unknown."""

    title: str
    url: str
    apply_url: str
    locations: tuple[dict[str, str | None], ...]
    countries: tuple[str, ...]
    workplace: str
    employment_type: str
    department: str
    salary_min: str | None
    salary_max: str | None
    salary_currency: str
    salary_period: str
    date_posted: str | None
    valid_through: str | None
    language: str
    requisition_id: str
    description_html: str
    description_text: str

    def hash(self) -> bytes:
        """16 bytes over everything that the source stated: different means changed. What we read is no part of it."""
        return hashlib.blake2b(msgspec.msgpack.encode(self, order="deterministic"), digest_size=16).digest()

    def likeness(self) -> int:
        """A signed 64-bit hash of title and places: equal ones on one company may be reposts."""
        places = sorted(str(location["text"]).casefold() for location in self.locations)
        digest = hashlib.blake2b("\n".join([self.title.casefold(), *places]).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)

    def completed_by(self, known: "Content") -> "Content":
        """A copy with what it does not state taken from `known`: a listing says less than a detail."""
        missing = {f.name: getattr(known, f.name) for f in fields(self) if not getattr(self, f.name)}
        return replace(self, **missing)

    def columns(self) -> dict[str, Any]:
        return asdict(self)


def content_of(parsed: ParsedPosting) -> Content:
    salary = parsed.base_salary
    return Content(
        title=parsed.title[:500],
        url=parsed.url[:2000],
        apply_url=parsed.apply_url[:2000],
        locations=tuple(asdict(location) for location in parsed.locations),
        countries=tuple(dict.fromkeys(place.country for place in parsed.locations if place.country)),
        workplace=parsed.workplace or "",
        employment_type=parsed.employment_type or "",
        department=(parsed.department or "")[:300],
        salary_min=amount_of(salary.min) if salary else None,
        salary_max=amount_of(salary.max) if salary else None,
        salary_currency=(salary.currency or "")[:3] if salary else "",
        salary_period=(salary.period or "") if salary else "",
        date_posted=_moment(parsed.date_posted),
        valid_through=_moment(parsed.valid_through),
        language=(parsed.language or "")[:35],
        requisition_id=(parsed.requisition_id or "")[:200],
        description_html=parsed.description_html,
        description_text=parsed.description_text,
    )


def parsed_of(external_id: str, content: Content) -> ParsedPosting:
    """The posting as a source gave it, for completing it with a detail. Days have become moments."""
    has_salary = content.salary_min is not None or content.salary_max is not None
    return ParsedPosting(
        external_id=external_id,
        title=content.title,
        url=content.url,
        apply_url=content.apply_url,
        locations=tuple(msgspec.convert(location, Location) for location in content.locations),
        workplace=content.workplace or None,  # type: ignore[arg-type]  # The column holds only a Workplace.
        employment_type=content.employment_type or None,  # type: ignore[arg-type]  # Likewise.
        department=content.department or None,
        base_salary=_salary_of(content) if has_salary else None,
        date_posted=datetime.fromisoformat(content.date_posted) if content.date_posted else None,
        valid_through=datetime.fromisoformat(content.valid_through) if content.valid_through else None,
        language=content.language or None,
        requisition_id=content.requisition_id or None,
        description_html=content.description_html,
        description_text=content.description_text,
    )


def _salary_of(content: Content) -> Salary:
    return Salary(
        min=Decimal(content.salary_min) if content.salary_min else None,
        max=Decimal(content.salary_max) if content.salary_max else None,
        currency=content.salary_currency or None,
        period=content.salary_period or None,  # type: ignore[arg-type]  # The column holds only a Period.
    )


def amount_of(amount: Decimal | None) -> str | None:
    """As a column has it; None for what fits in none."""
    if amount is None or not amount.is_finite() or abs(amount) >= LARGEST:
        return None
    return str(amount.quantize(CENT))


def _moment(stated: date | datetime | None) -> str | None:
    """A moment in UTC; a day without time counts from its midnight there."""
    if stated is None:
        return None
    if not isinstance(stated, datetime):
        stated = datetime.combine(stated, time(), UTC)
    return stated.astimezone(UTC).isoformat()
