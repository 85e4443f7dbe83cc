"""How well the free text is read: `python -m benchmarks.reading KIND FILE [--part tune|held-out|all] [--wrong]`.

FILE has one JSON object a line: `geo` reads `location_raw` and knows `country` and `city`; `salary` reads `text` and
knows `expect` with `min`, `max`, `interval` and perhaps `currency`; `level` reads `title` and knows `level`; `yoe`
reads `text` and knows `expect` with `min` and `max`. Rows of full postings, with their labels under `gold`, serve too.

The rules were made by looking at one half of the labelled rows, `tune`; the figures that count are those of the other,
`held-out`, which nobody looked at. A row belongs to its half by a hash of all that is in it.

Accuracy is the share of rows read as labelled, nothing for nothing among them. Precision is the share of what was said
that is right, recall the share of what is labelled that was said rightly. A salary is right when its ends, its period
and, where labelled, its currency are; one amount is the same as a range from it to itself.
"""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from ingest.reading.countries import country
from ingest.reading.experience import years_of_experience
from ingest.reading.pay import salary_in
from ingest.reading.places import places
from ingest.reading.seniority import seniority
from ingest.text import fold

Row = dict[str, Any]
PARTS = ("tune", "held-out")


class Case(NamedTuple):
    """One question of a row: what was read, and what the label says; None for nothing."""

    question: str
    source: str
    read: Any
    labelled: Any


def part_of(row: Row) -> str:
    canonical = json.dumps(row, sort_keys=True, ensure_ascii=False).encode()
    return PARTS[hashlib.blake2b(canonical, digest_size=8).digest()[0] % 2]


def geo(row: Row) -> Iterator[Case]:
    labels, text = row.get("gold", row), row["location_raw"] or ""
    first = next(iter(places(text).locations), None)
    yield Case("country", text, first and first.country, country(labels["country"]))
    yield Case("city", text, fold((first and first.city) or "") or None, fold(labels["city"] or "") or None)


def salary(row: Row) -> Iterator[Case]:
    text = row.get("text", row.get("description_text")) or ""
    label = row["gold"]["salary"] if "gold" in row else row["expect"]
    read = salary_in(text)
    read_as = (_ends(read.min, read.max), read.period, read.currency) if read else None
    labelled = (_ends(label["min"], label["max"]), label["interval"], label.get("currency")) if label else None
    if read_as and labelled and labelled[2] is None:
        labelled = (*labelled[:2], read_as[2])
    yield Case("salary", text, read_as, labelled)


def _ends(low: Any, high: Any) -> tuple[float, float]:  # noqa: ANN401  A number of JSON or a Decimal.
    ends = [float(end) for end in (low, high) if end is not None]
    return min(ends), max(ends)


def level(row: Row) -> Iterator[Case]:
    label = row.get("gold", row)["level"]
    yield Case("level", row["title"], seniority(row["title"]), {"unknown": None, "junior": "entry"}.get(label, label))


def yoe(row: Row) -> Iterator[Case]:
    text = row.get("text", row.get("description_text")) or ""
    label = row["gold"]["yoe"] if "gold" in row else row["expect"]
    read = years_of_experience(text)
    yield Case("years", text, tuple(read) if read else None, (label["min"], label["max"]) if label else None)


KINDS: dict[str, Callable[[Row], Iterator[Case]]] = {"geo": geo, "salary": salary, "level": level, "yoe": yoe}


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def table_of(cases: list[Case], title: str) -> Table:
    table = Table("", "rows", "accuracy", "precision", "recall", title=title)
    for question in dict.fromkeys(case.question for case in cases):
        asked = [case for case in cases if case.question == question]
        right = sum(case.read == case.labelled for case in asked)
        said, labelled = [c for c in asked if c.read is not None], [c for c in asked if c.labelled is not None]
        found = sum(case.read == case.labelled for case in said)
        table.add_row(
            question, str(len(asked)), share(right, len(asked)), share(found, len(said)), share(found, len(labelled))
        )
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", type=Path)
    parser.add_argument("--part", choices=(*PARTS, "all"), default="all")
    parser.add_argument(
        "--wrong", action="store_true", help="show what was read otherwise than labelled, of `tune` only"
    )
    chosen = parser.parse_args()
    lines = chosen.file.read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, filter(None, lines)) if chosen.part in {"all", part_of(row)}]
    console = Console()
    console.print(table_of([case for row in rows for case in KINDS[chosen.kind](row)], f"{chosen.kind}, {chosen.part}"))
    for row in rows if chosen.wrong else ():
        for case in KINDS[chosen.kind](row) if part_of(row) == "tune" else ():
            if case.read != case.labelled:
                console.print(f"{case.source[:100]!r}: read {case.read}, labelled {case.labelled}", markup=False)


if __name__ == "__main__":
    main()
