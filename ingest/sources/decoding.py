"""JSON answers into typed structures: the whole body at once, or item by item when one of them is wrong."""

import json
import re
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec

from ingest.sources.bounds import check_json
from ingest.sources.types import BadItem, MalformedPayload

T = TypeVar("T")
# No list of postings is so broken; one that is meant to be would fill the memory with reasons.
MOST_BAD = 10_000
_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$?(?P<path>[^`]*)`)?$", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(?P<field>[^`]*)`")
_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)
_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Item(msgspec.Struct, gc=False):
    """Part of a vendor's answer: only the fields that are read, so that a hash over it ignores all others."""


class Items(Generic[T]):
    """Reads the items of the list that an answer is, or that stands in its `field`.

    `envelope` makes the type of an answer from the type of its items; `id_field` names an item's id.
    """

    def __init__(self, item: type[T], envelope: Any, field: str = "", id_field: str = "id") -> None:  # noqa: ANN401
        self._item, self._field, self._id_field = item, field, id_field
        self._loose = envelope[Any]
        self._whole = msgspec.json.Decoder(envelope[item])

    def read(self, body: bytes) -> tuple[Any, Sequence[T], list[BadItem]]:
        """The answer, its readable items and the others. Raises MalformedPayload if the answer itself is wrong."""
        check_json(body)
        try:
            answer = self._whole.decode(body)
        except _UNDECODABLE:
            return self._one_by_one(loaded(body))
        return answer, self._items_of(answer), []

    def _one_by_one(self, value: Any) -> tuple[Any, Sequence[T], list[BadItem]]:  # noqa: ANN401  Any JSON.
        answer = converted(value, self._loose, f"a list of postings{f' `{self._field}`' if self._field else ''}")
        good, bad = list[T](), list[BadItem]()
        for position, item in enumerate(self._items_of(answer), 1):
            try:
                good.append(msgspec.convert(item, self._item))
            except msgspec.ValidationError as error:
                bad.append(BadItem(self._readable_id(item), f"item {position}: {said(error)}"))
                if len(bad) > MOST_BAD:
                    raise MalformedPayload(f"More than {MOST_BAD:,} items cannot be read, {bad[0].reason}.") from None
        return answer, good, bad

    def _items_of(self, answer: Any) -> Sequence[Any]:  # noqa: ANN401  The envelope's type is the caller's.
        items: Sequence[Any] = getattr(answer, self._field) if self._field else answer
        return items

    def _readable_id(self, item: object) -> str | None:
        stated = item.get(self._id_field) if isinstance(item, dict) else None
        return str(stated) if isinstance(stated, int | str) and not isinstance(stated, bool) and stated else None


def read_object(body: bytes, kind: type[T], what: str) -> T:
    """An answer that is one object, `what` saying which. Raises MalformedPayload with what is wrong."""
    check_json(body)
    try:
        return msgspec.json.decode(body, type=kind)
    except _UNDECODABLE:
        return converted(loaded(body), kind, what)


def loaded(body: bytes) -> Any:  # noqa: ANN401  Any JSON.
    """The JSON of an answer, lone surrogates and broken UTF-8 replaced. Raises MalformedPayload if it is none."""
    text = body.decode("utf-8-sig", "replace")
    try:
        value = json.loads(text)
        return _mended(value) if "\\ud" in text or "\\uD" in text else value
    except json.JSONDecodeError as error:
        raise MalformedPayload(_no_json(text, error)) from None
    except RecursionError:
        raise MalformedPayload("The JSON is nested too deeply.") from None
    except ValueError:
        raise MalformedPayload("The JSON holds a number of thousands of digits.") from None


def converted(value: Any, kind: type[T], what: str) -> T:  # noqa: ANN401  Any JSON.
    """`value` as `kind`. Raises MalformedPayload, with the vendor's own error where it holds one."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        if isinstance(value, dict) and (stated := _vendor_error(value)):
            raise MalformedPayload(f"The vendor answered with an error: {stated}") from None
        raise MalformedPayload(f"The answer is not {what}: {said(error)}{_shape(value)}.") from None


def said(error: msgspec.ValidationError) -> str:
    """What msgspec found, the field first: `title: expected str, got int`."""
    match = _AT.match(str(error))
    assert match is not None
    what, path = match["what"], (match["path"] or "").lstrip(".")
    if missing := _MISSING.fullmatch(what):
        return f"{path}.{missing['field']}: missing".lstrip(".")
    what = what.replace("`", "")
    return f"{path}: {what[:1].lower()}{what[1:]}" if path else f"{what[:1].lower()}{what[1:]}"


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return f" (its keys: {', '.join(sorted(map(str, value))[:8])[:200] or 'none'})"
    return ""


def _vendor_error(value: dict[str, Any]) -> str:
    for key in ("error", "message", "errors", "detail"):
        stated = value.get(key)
        if isinstance(stated, dict):
            stated = stated.get("message")
        if isinstance(stated, str) and stated.strip():
            return " ".join(stated.split())[:200]
    return ""


def _no_json(text: str, error: json.JSONDecodeError) -> str:
    stripped = text.strip()
    if not stripped:
        return "The answer is empty."
    if stripped.startswith("<"):
        title = _TITLE.search(stripped[:20_000])
        return f"The answer is HTML or XML, not JSON{f' (title: {title[1].strip()})' if title else ''}."
    if stripped[0] in "[{" and (error.msg.startswith("Unterminated string") or error.pos >= len(text.rstrip())):
        return f"The JSON is cut off after {len(text)} characters."
    return f"The answer is not JSON: {error.msg} at character {error.pos}."


def _mended(value: Any) -> Any:  # noqa: ANN401  Any JSON.
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(part) for part in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(part) for key, part in value.items()}
    return value
