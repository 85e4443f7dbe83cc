"""Text that strangers make to keep a reader busy ends soon, and says nothing."""

from collections.abc import Callable
from time import process_time

import pytest

from ingest.completing import completed
from ingest.content import Content, content_of
from ingest.reading.experience import years_of_experience
from ingest.reading.pay import salary_in
from ingest.reading.places import places
from ingest.reading.seniority import seniority
from ingest.sources.types import Location, ParsedPosting

LONG = 100_000
PIECES = [
    "a", " ", "9", "$", "$1 ", "1,", "€ 1 000 ", "salary $100,000 - ", "5-", "5 years ", "1 to 2 to ", "years ", "(",
    "-", "a, ", "San ", "; ", " / ", " or ", "US-", "senior ", "i/ii/", "remote ", "\n",
    "\u2022", "\ud83d\ude00", "é", "\u3042",
]  # fmt: skip
# A quiet machine needs a tenth of it.
MOST_SECONDS = 1.0


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("read", [salary_in, years_of_experience, seniority, places])
def test_each_reader_ends_soon(read: Callable[[str], object], piece: str) -> None:
    text = (piece * LONG)[:LONG]
    start = process_time()
    read(text)
    read(text[:1_100])
    assert process_time() - start < MOST_SECONDS


@pytest.mark.parametrize("piece", ["salary $100,000 - ", "5 years 5 years of ", "in Go, R, Python "])
def test_a_whole_posting_ends_soon(piece: str) -> None:
    start = process_time()
    completed(hostile((piece * LONG)[:LONG]))
    assert process_time() - start < 2 * MOST_SECONDS


def hostile(text: str) -> Content:
    return content_of(
        ParsedPosting(
            external_id="1",
            title=text[:500],
            url="https://boards.example.org/1",
            locations=tuple(Location(text[:998]) for _ in range(40)),
            description_text=text,
        )
    )
