"""A vendor's answers from files, read by the pure parser alone: listings and details, as JSON objects.

What no field says is completed from the text, as it is when a posting is stored.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ingest.completing import completed
from ingest.content import content_of, parsed_of
from ingest.recognise import token_in
from ingest.sources.types import BadItem, MalformedPayload, ParsedPosting, Source


@dataclass(slots=True)
class ParsedFile:
    postings: list[ParsedPosting] = field(default_factory=list)
    bad: list[BadItem] = field(default_factory=list)


def token_of(source: Source, url: str | None) -> str:
    """The token of the board at `url`, empty without one. Raises ValueError for a board of another source."""
    if not url:
        return ""
    token = token_in(source, url)
    if token is None:
        raise ValueError(f"{url} is no board of {source.label}.")
    return token


def parse(source: Source, body: bytes, details: Sequence[bytes] = (), token: str = "") -> ParsedFile:
    """A listing with details of its postings, or a detail alone. Raises MalformedPayload if the answer is neither."""
    try:
        page = source.listing(body, token)
    except MalformedPayload as no_listing:
        return ParsedFile([_alone(source, body, token, no_listing)])
    parsed = ParsedFile(bad=list(page.bad))
    for entry in page.entries:
        try:
            parsed.postings.append(source.posting(entry, token))
        except MalformedPayload as error:
            parsed.bad.append(BadItem(entry.external_id, str(error)))
    for position, detail in enumerate(details):
        _complete(source, parsed, detail, position, token)
    return parsed


def as_json(stated: ParsedPosting) -> str:
    """One posting as one line, with the keys that scripts rely on; null where a value is unknown."""
    posting = _completed(stated)
    salary = posting.base_salary
    return json.dumps(
        {
            "external_id": posting.external_id,
            "title": posting.title,
            "url": posting.url or None,
            "apply_url": posting.apply_url or None,
            "locations": [
                {"text": at.text, "city": at.city, "region": at.region, "country": at.country}
                for at in posting.locations
            ],
            "workplace": posting.workplace,
            "employment_type": posting.employment_type,
            "department": posting.department,
            "base_salary": salary
            and {
                "min": _number(salary.min),
                "max": _number(salary.max),
                "currency": salary.currency,
                "period": salary.period,
            },
            "date_posted": _iso(posting.date_posted),
            "valid_through": _iso(posting.valid_through),
            "language": posting.language,
            "requisition_id": posting.requisition_id,
            "description_html": posting.description_html,
            "description_text": posting.description_text,
        },
        ensure_ascii=False,
    )


def _completed(posting: ParsedPosting) -> ParsedPosting:
    """With what its text says; moments stay as precise as they were stated."""
    full = parsed_of(posting.external_id, completed(content_of(posting)).content)
    return replace(
        posting,
        locations=full.locations,
        workplace=full.workplace,
        employment_type=full.employment_type,
        base_salary=posting.base_salary or full.base_salary,
        language=full.language,
    )


def _alone(source: Source, body: bytes, token: str, no_listing: MalformedPayload) -> ParsedPosting:
    try:
        return source.detail(body, None, token)
    except MalformedPayload as no_detail:
        reasons = dict.fromkeys(str(reason).removesuffix(".") for reason in (no_listing, no_detail))
        raise MalformedPayload(f"{'; read as a detail: '.join(reasons)}.") from None


def _complete(source: Source, parsed: ParsedFile, detail: bytes, position: int, token: str) -> None:
    """Complete the posting that the detail names, or, where it names none, the one at the detail's place."""
    try:
        index = _index(parsed.postings, own := source.detail(detail, None, token))
        # A page that does not even say its address has an id of ours, which names nothing.
        index = position if index is None and source.any_address and not own.url else index
    except MalformedPayload:
        index = position
    if index is None or index >= len(parsed.postings):
        parsed.bad.append(BadItem(None, f"detail {position + 1}: it belongs to no posting of the listing"))
        return
    known = parsed.postings[index]
    try:
        parsed.postings[index] = source.detail(detail, known, token)
    except MalformedPayload as error:
        parsed.bad.append(BadItem(known.external_id, f"detail {position + 1}: {error}"))


def _index(postings: Iterable[ParsedPosting], detail: ParsedPosting) -> int | None:
    """By the id; by the address where a listing knows its postings by that."""
    names = {detail.external_id, detail.url}
    return next((index for index, posting in enumerate(postings) if posting.external_id in names), None)


def _number(amount: Decimal | None) -> Any:  # noqa: ANN401  An int or a float, as JSON has it.
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
