"""schema.org JobPosting, as pages and feeds carry it in JSON-LD, with the liberties that they take."""

import hashlib
import html
import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.html import markup_of, section, unescape_markup
from ingest.reading.countries import country, country_at_end
from ingest.reading.dates import moment
from ingest.reading.employment import employment_type
from ingest.reading.salaries import amount, currency, period, salary
from ingest.sources.postings import place, posting_of
from ingest.sources.types import Location, MalformedPayload, ParsedPosting, Salary

Json = dict[str, Any]
_SCRIPT = re.compile(r"<script\b([^<>]{0,2000})>", re.IGNORECASE)
_TYPE = re.compile(r"\btype\s*=\s*[\"']?application/ld\+json", re.IGNORECASE)
_END = re.compile("</script", re.IGNORECASE)
# Pages of one framework carry what their scripts draw as texts in an array; then JSON-LD is in no element of its own.
_STREAMED, _STREAMED_END = 'self.__next_f.push([1,"', '"])</script>'
_WRAPPING = re.compile(r"^\s*(?:<!--|<!\[CDATA\[|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_LAST_COMMA = re.compile(r",\s*([}\]])")
_ADDRESS = re.compile(
    r"<link\b[^>]*\brel=[\"']canonical[\"'][^>]*\bhref=[\"']([^\"']+)|"
    r"<meta\b[^>]*\bproperty=[\"']og:url[\"'][^>]*\bcontent=[\"']([^\"']+)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?:p|div|br|ul|li|h[1-6]|strong|b|span)\b", re.IGNORECASE)
_MORE = {"responsibilities": "Responsibilities", "qualifications": "Qualifications", "skills": "Skills"}
_NO_REGION = frozenset({"africa", "apac", "asia", "emea", "europe", "latam", "north america", "south america"})
_DEEPEST = 6


def job_postings(page: str) -> list[Json]:
    """All JobPostings of a page's JSON-LD blocks. Raises MalformedPayload where there is none, saying why."""
    blocks = [block for block in (*_blocks(page), *_streamed(page)) if block.strip()]
    found, broken = list[Json](), 0
    for block in blocks:
        try:
            found += _postings_in(_loaded(block))
        except (ValueError, RecursionError):
            broken += 1
    if found:
        return found
    if broken:
        raise MalformedPayload("The page's JSON-LD is not JSON.")
    raise MalformedPayload("The page has JSON-LD, but no JobPosting." if blocks else "The page has no JSON-LD.")


def page_address(page: str) -> str | None:
    """The address that a page gives itself."""
    match = _ADDRESS.search(page[:500_000])
    return html.unescape(match[1] or match[2]) if match else None


def schema_posting(data: Json, *, address: str | None = None, external_id: str | None = None) -> ParsedPosting:
    """A JobPosting that stands on the page `address`. Raises MalformedPayload without title or id."""
    url = _text(data.get("url")) or address
    return posting_of(
        external_id=external_id or schema_id(data, address),
        title=_text(data.get("title")) or _text(data.get("name")),
        url=url,
        locations=_places(data),
        workplace="remote" if "TELECOMMUTE" in str(data.get("jobLocationType")).upper() else None,
        employment_type=employment_type(" ".join(map(str, _list(data.get("employmentType"))))),
        base_salary=_salary(data.get("baseSalary")),
        date_posted=moment(_text(data.get("datePosted"))),
        valid_through=moment(_text(data.get("validThrough"))),
        language_code=_text(data.get("inLanguage")),
        parts=_parts(data),
    )


def identifier(data: Json) -> str | None:
    """The vendor's own id, which may be a number, a text, or the value of a PropertyValue."""
    stated = data.get("identifier")
    value = stated.get("value") if isinstance(stated, dict) else stated
    return str(value).strip() or None if isinstance(value, str | int) and not isinstance(value, bool) else None


def schema_id(data: Json, address: str | None) -> str:
    """The vendor's id, else the posting's address, else a hash of what it says first."""
    stated = identifier(data) or _text(data.get("url")) or address
    if stated:
        return stated
    said = [_text(data.get(key)) or "" for key in ("title", "datePosted", "hiringOrganization", "description")]
    return hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()[:32]


def _blocks(page: str) -> Iterator[str]:
    """What stands in the page's JSON-LD elements; one that is never closed ends the search."""
    position = 0
    while start := _SCRIPT.search(page, position):
        position = start.end()
        if _TYPE.search(start[1]):
            end = _END.search(page, position)
            if end is None:
                return
            yield page[position : end.start()]
            position = end.end()


def _streamed(page: str) -> Iterator[str]:
    """The JobPostings among the texts that a page streams to its scripts."""
    position = 0
    while (start := page.find(_STREAMED, position)) >= 0:
        begin = start + len(_STREAMED)
        if (position := page.find(_STREAMED_END, begin)) < 0:
            return
        if "JobPosting" in (text := page[begin:position]):
            yield _first_object(text)


def _first_object(text: str) -> str:
    """The JSON-LD in an escaped text, which other things may follow; the text itself where there is none."""
    try:
        plain = json.loads(f'"{text}"', strict=False)
        first = plain.index('{"@context"')
        return str(plain[first : json.JSONDecoder(strict=False).raw_decode(plain, first)[1]])
    except (ValueError, RecursionError):
        return text


def _loaded(block: str) -> Any:  # noqa: ANN401  Any JSON.
    text = _WRAPPING.sub("", block).strip()
    for attempt in (text, _LAST_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except ValueError:
            continue
    raise ValueError(text[:40])


def _postings_in(value: object, depth: int = 0) -> Iterator[Json]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in value:
            yield from _postings_in(part, depth + 1)
    elif isinstance(value, dict):
        if "JobPosting" in _list(value.get("@type")):
            yield value
        else:
            for key in ("@graph", "itemListElement", "item", "mainEntity"):
                yield from _postings_in(value.get(key), depth + 1)


def _parts(data: Json) -> Iterator[str]:
    description = _text(data.get("description")) or ""
    yield _markup(description)
    for key, title in _MORE.items():
        stated = data.get(key)
        more = stated if isinstance(stated, str) else ""
        if more and more[:100] not in description:
            yield section(title, _markup(more))


def _markup(stated: str) -> str:
    """HTML, HTML escaped as text, or plain text; some sites write their line breaks as backslash and n."""
    text = stated.replace("\\r", "").replace("\\n", "\n")
    text = unescape_markup(text) if "&lt;" in text else text
    return text if _TAG.search(text) else markup_of(html.unescape(text))


def _places(data: Json) -> list[Location]:
    stated = [part for part in _list(data.get("jobLocation")) if isinstance(part, dict)]
    addresses = [part["address"] for part in stated if isinstance(part.get("address"), dict)]
    # One large site repeats the first address in every place; then only the names tell them apart.
    repeated = len(addresses) > 1 and all(address == addresses[0] for address in addresses)
    places = [_place(part, named=repeated) for part in stated]
    if any(one.text for one in places):
        return places
    required = [part for part in _list(data.get("applicantLocationRequirements")) if isinstance(part, dict)]
    return [place(name, country=country(name)) for part in required if (name := _text(part.get("name")))]


def _place(stated: Json, *, named: bool) -> Location:
    name, address = _text(stated.get("name")), stated.get("address")
    if not isinstance(address, dict):
        text = _text(address) or name
        return place(text, country=country_at_end(text or ""))
    state = _text(address.get("addressCountry"))
    code = country(state)
    if named and name:
        return place(name, country=code)
    city, region = _text(address.get("addressLocality")), _text(address.get("addressRegion"))
    if region and (region.casefold() in _NO_REGION or country(region) == code):
        region = None
    text = ", ".join(dict.fromkeys(part for part in (city, region, state) if part))
    return place(text or name, city=city, region=region, country=code)


def _salary(stated: object) -> Salary | None:
    if not isinstance(stated, dict):
        return None
    value = stated.get("value")
    range_ = value if isinstance(value, dict) else {"value": value}
    low, high = range_.get("minValue", range_.get("value")), range_.get("maxValue", range_.get("value"))
    code = currency(_text(stated.get("currency")) or _text(range_.get("currency")))
    unit = _text(range_.get("unitText")) or _text(stated.get("unitText"))
    return salary(_amount(low), _amount(high), code, period(unit))


def _amount(stated: object) -> Any:  # noqa: ANN401  amount() says what it is.
    return amount(stated) if isinstance(stated, str | int | float) else None


def _text(value: object) -> str | None:
    """The text of a value that may be a text, a thing with a name, or a list of such; the first one."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        return _text(value.get("name")) if "name" in value else None
    return value.strip() or None if isinstance(value, str) else None


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
