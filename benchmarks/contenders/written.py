"""From an answer's bytes to the rows that all contenders write: our functions, and nothing of our machinery."""

from typing import Any

from ingest.content import content_of
from ingest.sources.greenhouse import SOURCE
from ingest.sources.types import Entry
from ingest.upsert import row_of

Row = dict[str, Any]


def entries_of(body: bytes, token: str) -> tuple[Entry, ...]:
    return SOURCE.listing(body, token).entries


def row(entry: Entry, token: str) -> Row:
    """The columns of a posting and its text, as JSON values."""
    content = content_of(SOURCE.posting(entry, token))
    return {"external_id": entry.external_id, **row_of(content, entry.hash, token.title())}
