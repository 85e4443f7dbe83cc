"""Answers of vendors for tests: files in the real shape, and one way to read a whole one."""

import json
from pathlib import Path
from typing import Any

from ingest.sources import source_named
from ingest.sources.types import Page, ParsedPosting, Request

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def payload(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def changed(name: str, **changes: Any) -> bytes:
    """A JSON fixture with top-level keys replaced."""
    return json.dumps(json.loads(payload(name)) | changes).encode()


def listing(source: str, body: bytes, token: str = "acme", request: Request | None = None) -> Page:
    return source_named(source).listing(body, token, request)


def postings(source: str, body: bytes, token: str = "acme") -> dict[str, ParsedPosting]:
    """The postings of a listing by their ids."""
    reader = source_named(source)
    return {entry.external_id: reader.posting(entry, token) for entry in reader.listing(body, token).entries}
