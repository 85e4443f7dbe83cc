"""How what today's code reads in kept answers differs from the postings that are stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from ingest.content import Content
from ingest.models import Board, Posting
from ingest.models.posting import Status
from ingest.raw_answers.reading import ReadAgain
from ingest.sources import source_named
from ingest.stored import Stored, contents_of, stored_among

# Of one value: descriptions are long, and a table is for people.
LONGEST = 300


class What(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    LOST = "lost"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Difference:
    """`fields`: what is stored and what is read now, by name. `lost`: it was listed then, and is not found any more."""

    what: What
    external_id: str | None
    title: str = ""
    reason: str = ""
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Differences:
    """`closed`: postings that were closed since; they are left alone."""

    items: list[Difference] = field(default_factory=list)
    unchanged: int = 0
    closed: int = 0

    def count(self, what: What) -> int:
        return sum(item.what == what for item in self.items)


def differences(board: Board, read: ReadAgain) -> Differences:
    stored = stored_among(board.id, list(read.contents))
    known = contents_of([row.id for row in stored.values()])
    has_details = source_named(board.source).has_details
    result = Differences()
    for external_id, (_entry, content) in read.contents.items():
        row = stored.get(external_id)
        if row is None:
            result.items.append(Difference(What.CREATED, external_id, content.title))
        elif not row.is_open:
            result.closed += 1
        else:
            _compare(result, row, known[row.id], content.completed_by(known[row.id]) if has_details else content)
    result.items += [Difference(What.UNREADABLE, bad.external_id, reason=bad.reason) for bad in read.bad]
    result.items += _lost(board, read)
    return result


def _compare(result: Differences, row: Stored, before: Content, after: Content) -> None:
    if after.hash() == row.content_hash:
        result.unchanged += 1
        return
    old, new = asdict(before), asdict(after)
    fields = {name: (_shown(old[name]), _shown(new[name])) for name in new if old[name] != new[name]}
    result.items.append(Difference(What.CHANGED, row.external_id, after.title, fields=fields))


def _lost(board: Board, read: ReadAgain) -> list[Difference]:
    """Open postings that are as old as the answers, and not in them any more."""
    found = {*read.contents, *(bad.external_id for bad in read.bad)}
    postings = Posting.objects.filter(board=board, status=Status.OPEN, first_seen_at__lte=read.row.at)
    missing = [pair for pair in postings.values_list("external_id", "title") if pair[0] not in found]
    return [Difference(What.LOST, external_id, title) for external_id, title in missing]


def _shown(value: Any) -> Any:  # noqa: ANN401  Whatever a column holds, as JSON has it.
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}… ({len(value):,} characters)"
    return list(value) if isinstance(value, tuple) else value
