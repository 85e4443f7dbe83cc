"""Whatever a vendor sends, a source gives postings, bad items or a reason, and nothing else."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from ingest.parse_files import as_json, parse
from ingest.sources import SOURCES, source_named
from ingest.sources.types import MalformedPayload
from tests.ingest.sources.payloads import FIXTURES

JUNK: list[Any] = [
    None, True, 0, -1, 2**70, 1e308, "", " ", "x" * 3_000, "\x00", "\ud800", "<b>&amp;lt;", [], {}, [None], [[1]],
    {"id": None}, {"name": ["x"]}, "2026-99-99", "http://[", "&#xffffffff;",
]  # fmt: skip
FILES = sorted(path for name in SOURCES for path in (FIXTURES / name).iterdir())


def is_read_or_refused(source: str, body: bytes) -> bool:
    """Whether it is refused with a reason, or gives postings that can be stored and bad items with reasons."""
    try:
        parsed = parse(source_named(source), body, [body], "")
    except MalformedPayload as error:
        return str(error) != ""
    texts = [as_json(posting) for posting in parsed.postings]
    # A lone surrogate cannot be encoded, and PostgreSQL stores no NUL.
    return all(text.encode() and "\\u0000" not in text for text in texts) and all(bad.reason for bad in parsed.bad)


def spoiled(value: Any, random: Random) -> Any:
    """The value with one part of it, chosen by chance, replaced by junk or removed."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice(list(value))
        if random.random() < 0.1:
            return {name: part for name, part in value.items() if name != key}
        return {**value, key: spoiled(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.9:
        at = random.randrange(len(value))
        return [*value[:at], spoiled(value[at], random), *value[at + 1 :]]
    return random.choice(JUNK)


def broken(body: bytes, random: Random) -> Iterator[bytes]:
    """The body cut off, with a piece taken out, doubled, or overwritten."""
    start, end = sorted(random.randrange(len(body)) for _ in range(2))
    yield body[:start]
    yield body[:start] + body[end:]
    yield body[:end] + body[start:]
    yield body[:start] + random.randbytes(min(end - start, 40)) + body[end:]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_broken_answer_gives_postings_or_a_reason(path: Any) -> None:
    body, random = path.read_bytes(), Random(path.name)
    for _ in range(40):
        for other in broken(body, random):
            assert is_read_or_refused(path.parent.name, other)


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.suffix == ".json"], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_a_value_of_any_kind_anywhere_gives_postings_or_a_reason(path: Any) -> None:
    value, random = json.loads(path.read_bytes()), Random(path.name)
    for _ in range(250):
        assert is_read_or_refused(path.parent.name, json.dumps(spoiled(value, random)).encode())
