"""Answers of few bytes and millions of parts: each part costs a parser ten to fifty times its bytes.

Counted before anything is parsed, in answers so large that it matters; real boards of 20,000 postings stay below.
"""

from ingest.sources.types import MalformedPayload

HARMLESS_BYTES = 4 * 1024 * 1024
MOST_OBJECTS = 1_000_000
MOST_VALUES = 4_000_000
MOST_TAGS = 1_500_000


def check_json(body: bytes) -> None:
    """Raises MalformedPayload for JSON of more objects, lists or values than any board has."""
    if len(body) > HARMLESS_BYTES:
        _check(body.count(b"{") + body.count(b"["), MOST_OBJECTS, "JSON", "objects and lists")
        _check(body.count(b","), MOST_VALUES, "JSON", "values")


def check_xml(body: bytes) -> None:
    """Raises MalformedPayload for XML of more tags than any board has."""
    if len(body) > HARMLESS_BYTES:
        _check(body.count(b"<"), MOST_TAGS, "XML", "tags")


def _check(count: int, most: int, language: str, parts: str) -> None:
    if count > most:
        raise MalformedPayload(f"The {language} has {count:,} {parts}, more than any board.")
