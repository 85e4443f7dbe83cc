"""Items of an answer as a page of a listing: hashed, and one entry for each id."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

import msgspec

from ingest.sources.postings import checked_id
from ingest.sources.types import BadItem, Entry, Location, MalformedPayload, Page, ParsedPosting, Request

# Part of every hash: a change of how payloads are read raises it, and every posting is read anew.
READING = b"1"
# Items of one id that differ: one for each of its places. More are compared with each other for ever.
MOST_ALIKE = 1_000


def fingerprint(items: Sequence[Any]) -> bytes:
    """16 bytes over all that is read from the items."""
    return hashlib.blake2b(msgspec.json.encode(items), digest_size=16, person=READING).digest()


def page_of(
    items: Iterable[tuple[str, Any]],
    bad: Iterable[BadItem] = (),
    *,
    total: int | None = None,
    following: Request | None = None,
    complete: bool = True,
) -> Page:
    """One entry for each id, in order. Its data are all different items of that id: vendors repeat one per place."""
    grouped: dict[str, list[Any]] = {}
    refused = list(bad)
    for external_id, item in items:
        try:
            same = grouped.setdefault(checked_id(external_id), [])
        except MalformedPayload as error:
            refused.append(BadItem(None, str(error)))
            continue
        if len(same) < MOST_ALIKE and item not in same:
            same.append(item)
    entries = tuple(Entry(external_id, fingerprint(same), tuple(same)) for external_id, same in grouped.items())
    return Page(entries, tuple(refused), total, following, complete)


def united(postings: Sequence[ParsedPosting]) -> ParsedPosting:
    """The postings of one id as one: the first, with all places, and with the first text that there is."""
    first = postings[0]
    if len(postings) == 1:
        return first
    described = next((posting for posting in postings if posting.description_text), first)
    return replace(
        first,
        locations=_distinct(place for posting in postings for place in posting.locations),
        description_html=described.description_html,
        description_text=described.description_text,
    )


def completed(known: ParsedPosting, detail: ParsedPosting) -> ParsedPosting:
    """What the listing said, with what only the detail says; the text and the addresses are always the detail's."""
    own = {field.name: getattr(detail, field.name) for field in fields(ParsedPosting)}
    lacking = {name: value for name, value in own.items() if value and not getattr(known, name)}
    told = {name: own[name] for name in ("url", "apply_url", "description_html", "description_text") if own[name]}
    return replace(known, **lacking | told)


def _distinct(places: Iterable[Location]) -> tuple[Location, ...]:
    return tuple(dict.fromkeys(places))
