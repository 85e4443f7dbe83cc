"""A posting's texts as a finished tsvector, which PostgreSQL stores as it is.

Limits are PostgreSQL's (its manual, "Text Search Limitations"): positions to 16,383, 256 of them a lexeme, less than
2 kB a lexeme, less than 1 MB in all. What lies beyond is cut, from the end of the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from ingest.text.languages import language_of
from ingest.text.stems import stems
from ingest.text.tokens import LONGEST_TOKEN, tokens

# Moves whenever equal texts give another vector; `manage.py reread` then makes those that are stored anew.
ANALYSIS = 1
LAST_POSITION = 16_383
MOST_POSITIONS = 256
# Bytes in all, with room for PostgreSQL's own alignment.
LARGEST = 900_000
LARGEST_LEXEME = 4 * LONGEST_TOKEN + 2 * MOST_POSITIONS + 6
# Characters of one field that are read at all; more than LAST_POSITION words in any language.
LONGEST_TEXT = 200_000
# Left free between two fields, so that no phrase reaches from one into the next.
GAP = 1
FILLER = "_"
_LEXEME = re.compile(r"'([^']+)'(?::([0-9A-D,]+))?")


def vector(
    *,
    title: str,
    skills: str = "",
    company: str = "",
    places: str = "",
    text: str | Sequence[str] = "",
    language: str = "",
) -> str:
    """A tsvector's literal: weight A for the title, B for skills, C for company and places, D for the text.

    `text` may come as its tokens. `language` is the BCP 47 tag that the source states, if it does.
    """
    parts = ((title, "A"), (skills, "B"), (company, "C"), (places, "C"), (text, ""))
    fields = [
        (tokens(part[:LONGEST_TEXT]) if isinstance(part, str) else part, weight) for part, weight in parts if part
    ]
    words = {word for found, _ in fields for word in found}
    positions = _positions(fields, language_of(words, language))
    return " ".join([f"'{stem}':{','.join(at[:MOST_POSITIONS])}" for stem, at in _that_fit(positions)])


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


def _positions(fields: Sequence[tuple[Sequence[str], str]], language: str) -> dict[str, list[str]]:
    """Of each stem its positions with their weights, as a tsvector writes them."""
    positions: defaultdict[str, list[str]] = defaultdict(list)
    start = 1
    for words, weight in fields:
        room = max(0, LAST_POSITION + 1 - start)
        for position, stem in enumerate(stems(words[:room], language), start):
            positions[stem].append(f"{position}{weight}")
        start += len(words) + GAP
    return positions


def _that_fit(positions: Mapping[str, list[str]]) -> Iterable[tuple[str, list[str]]]:
    if len(positions) * LARGEST_LEXEME <= LARGEST:
        return positions.items()
    sizes = accumulate(len(stem.encode()) + 2 * min(len(at), MOST_POSITIONS) + 6 for stem, at in positions.items())
    return [item for item, size in zip(positions.items(), sizes, strict=True) if size <= LARGEST]
