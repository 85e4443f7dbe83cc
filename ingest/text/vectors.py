"""A posting's texts as a finished tsvector, which PostgreSQL stores as it is.

Limits are PostgreSQL's (its manual, "Text Search Limitations"): positions to 16,383, 256 of them a lexeme, less than
2 kB a lexeme, less than 1 MB in all. What lies beyond is cut, from the end of the text.
"""

import re
from collections.abc import Iterator

from ingest.text.languages import language_of
from ingest.text.stems import stems
from ingest.text.tokens import tokens

LAST_POSITION = 16_383
MOST_POSITIONS = 256
# Bytes in all, with room for PostgreSQL's own alignment.
LARGEST = 900_000
# Characters of one field that are read at all; more than LAST_POSITION words in any language.
LONGEST_TEXT = 200_000
# Left free between two fields, so that no phrase reaches from one into the next.
GAP = 1
FILLER = "_"
_LEXEME = re.compile(r"'([^']+)'(?::([0-9A-D,]+))?")


def vector(
    *, title: str, skills: str = "", company: str = "", places: str = "", text: str = "", language: str = ""
) -> str:
    """A tsvector's literal: weight A for the title, B for skills, C for company and places, D for the text.

    `language` is the BCP 47 tag that the source states, if it does.
    """
    parts = ((title, "A"), (skills, "B"), (company, "C"), (places, "C"), (text, ""))
    fields = [(tokens(part[:LONGEST_TEXT]), weight) for part, weight in parts if part]
    words = {word for found, _ in fields for word in found}
    positions: dict[str, list[str]] = {}
    for stem, position in _numbered(fields, language_of(words, language)):
        positions.setdefault(stem, []).append(position)
    return " ".join(f"'{stem}':{','.join(at)}" for stem, at in _within_limits(positions))


def sequence(vector: str) -> str:
    """The stems of a tsvector in their order, separated by spaces; `FILLER` where a position is empty.

    It begins with a filler, so that even an empty vector has a sequence.
    """
    at = {
        int(position.rstrip("ABCD")): match[1]
        for match in _LEXEME.finditer(vector)
        for position in (match[2] or "").split(",")
        if position
    }
    return " ".join([FILLER, *(at.get(position, FILLER) for position in range(1, max(at, default=0) + 1))])


def _numbered(fields: list[tuple[list[str], str]], language: str) -> Iterator[tuple[str, str]]:
    """Each stem with its position and weight, as a tsvector writes them."""
    start = 1
    for words, weight in fields:
        for position, stem in enumerate(stems(words, language), start):
            if position > LAST_POSITION:
                return
            yield stem, f"{position}{weight}"
        start += len(words) + GAP


def _within_limits(positions: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    size = 0
    for stem, at in positions.items():
        kept = at[:MOST_POSITIONS]
        size += len(stem.encode()) + 2 * len(kept) + 6
        if size > LARGEST:
            return
        yield stem, kept
