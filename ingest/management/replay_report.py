"""What replaying kept answers came to, as a table for people and as objects for scripts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table
from rich.text import Text

from ingest.models import Board, RawAnswer
from ingest.raw_answers.differing import Difference, Differences, What

COLORS = {What.CREATED: "green", What.CHANGED: "yellow", What.LOST: "red", What.UNREADABLE: "red"}


@dataclass(frozen=True, slots=True)
class Replayed:
    """One board. Without a row, `notes` say why none of its answers could be read; otherwise, what is to be known."""

    board: Board
    row: RawAnswer | None = None
    differences: Differences = field(default_factory=Differences)
    written: int = 0
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "board": str(self.board),
            "answers": self.row and {"kind": self.row.kind, "at": self.row.at.isoformat(), "count": self.row.answers},
            "unchanged": self.differences.unchanged,
            "closed_since": self.differences.closed,
            "written": self.written,
            "notes": self.notes,
            "differences": [_as_json(item) for item in self.differences.items],
        }


@dataclass(slots=True)
class Totals:
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, replayed: Replayed) -> None:
        found = replayed.differences
        self.counts.update(
            boards=1,
            unreadable_boards=replayed.row is None,
            unchanged=found.unchanged,
            written=replayed.written,
            **{what.value: found.count(what) for what in What},
        )

    def as_json(self) -> dict[str, int]:
        names = ("boards", "unreadable_boards", *(what.value for what in What), "unchanged", "written")
        return {name: self.counts[name] for name in names}


def table(replayed: Replayed, most: int) -> Table:
    """A row for each difference, and one for each field of a posting that would change; at most so many."""
    result = Table(title=_title(replayed), title_justify="left", expand=False)
    for name in ("posting", "what", "field", "stored", "read now"):
        result.add_column(name, overflow="fold")
    rows = [row for item in replayed.differences.items for row in _rows(item)]
    for row in rows[:most]:
        # What vendors write is text, and no markup of ours.
        result.add_row(*(Text(cell) for cell in row[:1]), Text(row[1], COLORS[What(row[1])]), *map(Text, row[2:]))
    if len(rows) > most:
        result.add_row(Text(f"and {len(rows) - most:,} more"))
    return result


def _title(replayed: Replayed) -> Text:
    if replayed.row is None:
        return Text(f"{replayed.board}: {'; '.join(replayed.notes)}")
    notes = "".join(f"\n{note}" for note in replayed.notes)
    unchanged = f"{replayed.differences.unchanged:,} unchanged"
    return Text(
        f"{replayed.board}: {replayed.row.kind} answers of {replayed.row.at:%Y-%m-%d %H:%M}, {unchanged}{notes}"
    )


def _rows(item: Difference) -> Iterator[tuple[str, ...]]:
    name = f"{item.external_id or 'an item without an id'} {item.title}".rstrip()
    if not item.fields:
        yield name, item.what.value, "", "", item.reason
    for field_name, (before, after) in item.fields.items():
        yield name, item.what.value, field_name, str(before), str(after)


def _as_json(item: Difference) -> dict[str, Any]:
    return {
        "what": item.what.value,
        "external_id": item.external_id,
        "title": item.title,
        "reason": item.reason,
        "fields": {name: list(values) for name, values in item.fields.items()},
    }
