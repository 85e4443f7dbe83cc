"""One page of a listing into the database, in a constant number of statements.

1. Entries whose hash is stored already are skipped: most of them, every day.
2. The others become postings; those whose content is new or changed are written, and only they.
3. What was closed and is listed again is reopened.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.completing import Completed, completed
from ingest.content import Content, content_of
from ingest.deadlocks import deadlocks_retried
from ingest.rows import INSERT, REOPEN, SEEN_AGAIN, UNVOUCHED, UPDATE, hexadecimal, lock_stages, write
from ingest.schedule import fenced
from ingest.sources.types import BadItem, Entry, MalformedPayload
from ingest.stored import Stored, contents_of, stored_among
from ingest.text import vector
from ingest.visit import Visit

# Of a process's threads only one computes at a time anyway, and a queue for that costs less than a scramble: with eight
# threads, the first read of 9,620 postings took 15.2 s with it and 16.4 s without (`python -m benchmarks cold`).
_COMPUTING = threading.Lock()


@dataclass(slots=True)
class Upserted:
    """What became of a page. `seen` holds the ids of all its postings, also of those that could not be read."""

    seen: set[str] = field(default_factory=set)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    reopened: int = 0
    bad: list[BadItem] = field(default_factory=list)


@dataclass(slots=True)
class _Plan:
    """The rows to write, sorted by what is to be done with them."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    same: list[dict[str, Any]] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)


def upsert(visit: Visit, entries: Sequence[Entry]) -> Upserted:
    """Write one page. Raises ClaimLost, and then has written nothing of it."""
    entries = _distinct(entries)
    stored = stored_among(visit.board.id, [entry.external_id for entry in entries])
    result = Upserted(seen={entry.external_id for entry in entries})
    plan = _Plan(reopened=[row.id for row in stored.values() if not row.is_open])
    differing = _differing(entries, stored)
    known = _known(visit, differing, stored)
    with _COMPUTING:
        contents = _read(visit, differing, result)
        _sort(visit, contents, stored, known, plan)
    _write(visit, plan)
    result.created, result.changed, result.reopened = len(plan.new), len(plan.changed), len(plan.reopened)
    result.unchanged = len(entries) - len(plan.new) - len(plan.changed) - len(result.bad)
    return result


def write_read(visit: Visit, contents: Sequence[tuple[Entry, Content]]) -> Upserted:
    """Write postings that were read already, whatever their entries' hashes; what is closed stays so."""
    stored = stored_among(visit.board.id, [entry.external_id for entry, _ in contents])
    plan = _Plan()
    _sort(visit, contents, stored, _known(visit, [entry for entry, _ in contents], stored), plan)
    _write(visit, plan)
    return Upserted(seen=set(stored), created=len(plan.new), changed=len(plan.changed), unchanged=len(plan.same))


def _distinct(entries: Iterable[Entry]) -> list[Entry]:
    """Vendors repeat ids within one answer; ON CONFLICT refuses to touch a row twice, and the first one counts."""
    return list({entry.external_id: entry for entry in reversed(list(entries))}.values())[::-1]


def _differing(entries: Iterable[Entry], stored: dict[str, Stored]) -> list[Entry]:
    return [e for e in entries if (row := stored.get(e.external_id)) is None or row.listing_hash != e.hash]


def _read(visit: Visit, entries: Iterable[Entry], result: Upserted) -> list[tuple[Entry, Content]]:
    contents = []
    for entry in entries:
        try:
            contents.append((entry, content_of(visit.source.posting(entry, visit.board.token))))
        except MalformedPayload as error:
            result.bad.append(BadItem(entry.external_id, str(error)))
    return contents


def _known(visit: Visit, entries: Iterable[Entry], stored: dict[str, Stored]) -> dict[int, Content]:
    """Of sources with details, what is known of these entries: their listing says only a part of it."""
    if not visit.source.has_details:
        return {}
    return contents_of([stored[entry.external_id].id for entry in entries if entry.external_id in stored])


def _sort(
    visit: Visit,
    contents: Sequence[tuple[Entry, Content]],
    stored: dict[str, Stored],
    known: dict[int, Content],
    plan: _Plan,
) -> None:
    """Decide what is new, changed, or the same in other bytes. Sources with details keep what only a detail says."""
    company = visit.board.company.name
    due = visit.at.isoformat() if visit.source.has_details else None
    for entry, content in contents:
        row = stored.get(entry.external_id)
        if row is None:
            plan.new.append(
                {"external_id": entry.external_id, **row_of(content, entry.hash, company), "detail_due_at": due}
            )
            continue
        complete = content.completed_by(known[row.id]) if row.id in known else content
        if complete.hash() != row.content_hash:
            plan.changed.append(
                {"id": row.id, **row_of(complete, entry.hash, company), "detail_due_at": due, "detail_at": None}
            )
        else:
            plan.same.append({"id": row.id, "listing_hash": hexadecimal(entry.hash), "detail_due_at": due})


def row_of(content: Content, listing_hash: bytes, company: str) -> dict[str, Any]:
    """The columns of a posting and its text, as JSON values for `rows.write`."""
    read = completed(content)
    return {
        **read.columns(),
        "vector": vector_of(content, read, company),
        "listing_hash": hexadecimal(listing_hash),
        "content_hash": hexadecimal(content.hash()),
        "likeness": content.likeness(),
    }


def vector_of(content: Content, read: Completed, company: str) -> str:
    return vector(
        title=content.title,
        company=company,
        places="\n".join(str(location["text"]) for location in content.locations),
        text=read.words.tokens,
        language=content.language,
    )


@deadlocks_retried
def _write(visit: Visit, plan: _Plan) -> None:
    if not (plan.new or plan.changed or plan.same or plan.reopened):
        return
    with fenced(visit.claim):
        lock_stages([row["id"] for row in (*plan.changed, *plan.same)] + plan.reopened)
        if plan.new:
            write(INSERT, plan.new, company=visit.board.company_id, board=visit.board.id, at=visit.at)
        if plan.changed:
            write(UPDATE, plan.changed, at=visit.at)
        if plan.same:
            write(SEEN_AGAIN, plan.same)
        write(UNVOUCHED, board=visit.board.id, due=visit.at if visit.source.has_details else None)
        if plan.reopened:
            write(REOPEN, ids=plan.reopened, at=visit.at)
