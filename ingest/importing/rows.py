"""The rows of a CSV file with the columns ats, slug, name and url: boards, or what is wrong with them."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ingest.clean import line as one_line
from ingest.recognise import recognise
from ingest.sources import SOURCES

COLUMNS = ("ats", "slug", "name", "url")
LONGEST_NAME, LONGEST_CELL = 200, 2000


class NotAListOfBoards(ValueError):  # noqa: N818  It names what is wrong.
    """The file as a whole cannot be read; its text is the reason."""


class SupportsWrite(Protocol):
    """A file, or a response that is one."""

    def write(self, text: str, /) -> object: ...


@dataclass(frozen=True, slots=True)
class BoardRow:
    line: int
    source: str
    token: str
    name: str


@dataclass(frozen=True, slots=True)
class BadRow:
    line: int
    reason: str


def rows_of(lines: Iterable[str], *, only: frozenset[str] = frozenset()) -> Iterator[BoardRow | BadRow]:
    """One value per row, in order, without reading ahead. `only` leaves out other sources. Raises NotAListOfBoards."""
    reader = csv.reader(lines)
    header = [name.strip().lower().lstrip("\ufeff") for name in next(reader, [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise NotAListOfBoards(
            f"The first line must name the columns {', '.join(COLUMNS)}; {', '.join(missing)} lacks."
        )
    try:
        for values in reader:
            row = dict(zip(header, values, strict=False))
            if values and (not only or row.get("ats", "").strip().lower() in only):
                yield _row(reader.line_num, row)
    except csv.Error as error:
        yield BadRow(reader.line_num, f"not CSV from here on: {error}")


def _row(line: int, row: dict[str, str]) -> BoardRow | BadRow:
    ats, slug, name, url = (one_line(row.get(column), LONGEST_CELL) for column in COLUMNS)
    if ats.lower() not in SOURCES:
        return BadRow(line, f"no source is named {ats!r}" if ats else "the column ats is empty")
    # The address says more than the slug: the vendor's case, and for some vendors the host.
    found = recognise(url) if url else None
    if found is not None and found.source != ats.lower():
        return BadRow(line, f"the address is a board of {found.source}, not of {ats}")
    if url and found is None:
        return BadRow(line, f"no board of {ats} was recognised in {url}")
    token = found.token if found else slug
    if not token:
        return BadRow(line, "neither slug nor url names a board")
    return BoardRow(line, ats.lower(), token, (name or token)[:LONGEST_NAME])


def write_report(bad: Iterable[BadRow], file: SupportsWrite) -> None:
    """The bad rows as CSV: line, reason."""
    writer = csv.writer(file)
    writer.writerow(["line", "reason"])
    writer.writerows([row.line, row.reason] for row in bad)
