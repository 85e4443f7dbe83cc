"""What the text of a search asks for, parsed: words, "phrases", prefix*, either OR other, -excluded.

Everything is in the tokens of `ingest.text`. Words stand beside each other (AND) unless OR in capitals joins them; a
phrase, a compound like full-stack and a word are pieces of one kind. Order does not matter, therefore it is not kept:
equal searches are equal values and equal strings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import NamedTuple

from ingest.text import tokens

LONGEST = 300
SHORTEST_PREFIX = 3
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))
_CHUNK = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True, slots=True)
class Word:
    token: str

    def __str__(self) -> str:
        return self.token


@dataclass(frozen=True, slots=True)
class Prefix:
    token: str

    def __str__(self) -> str:
        return f"{self.token}*"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens at successive positions. A compound, written without spaces, is also found as one word."""

    tokens: tuple[str, ...]
    compound: bool = False

    def __str__(self) -> str:
        if not self.compound:
            return f'"{" ".join(self.tokens)}"'
        joined = "".join(self.tokens)
        return joined if tokens(joined) == list(self.tokens) else "-".join(self.tokens)


Piece = Word | Prefix | Phrase


@dataclass(frozen=True, slots=True)
class Words:
    """Of each group in `required` at least one piece, of `excluded` none."""

    required: tuple[tuple[Piece, ...], ...] = ()
    excluded: tuple[Piece, ...] = ()

    def __str__(self) -> str:
        groups = [" OR ".join(map(str, group)) for group in self.required]
        return " ".join([*groups, *(f"-{piece}" for piece in self.excluded)])


class _Chunk(NamedTuple):
    piece: Piece
    excluded: bool
    joined: bool  # By OR to the one before.


def shortened(text: str) -> str:
    """Whole words of the text, one space between them, LONGEST characters at most."""
    return shorten(text, LONGEST, placeholder="", break_on_hyphens=False)


def parse(text: str) -> Words:
    """What `text` asks for. Never fails: what cannot be read is left out, and so is what would go past LONGEST."""
    chunks = list(_chunks(shortened(text).translate(_QUOTES)))
    for count in range(len(chunks), 0, -1):
        words = _words(chunks[:count])
        if len(str(words)) <= LONGEST:
            return words
    return Words()


def _chunks(text: str) -> Iterator[_Chunk]:
    excluded = joined = False
    for minus, phrase, word in _CHUNK.findall(text):
        if word in {"OR", "|"}:
            joined = True
        elif word == "NOT":
            excluded = True
        elif word != "AND":
            piece = _phrase(phrase) if phrase else _word(word)
            if piece:
                yield _Chunk(piece, excluded or bool(minus), joined)
            excluded = joined = False


def _phrase(text: str) -> Piece | None:
    found = tokens(text)
    if len(found) > 1:
        return Phrase(tuple(found))
    return Word(found[0]) if found else None


def _word(text: str) -> Piece | None:
    found = tokens(text)
    if len(found) > 1:
        return Phrase(tuple(found), compound=True)
    if found and text.endswith("*") and len(found[0]) >= SHORTEST_PREFIX:
        return Prefix(found[0])
    return Word(found[0]) if found else None


def _words(chunks: Sequence[_Chunk]) -> Words:
    groups: list[set[Piece]] = []
    excluded: set[Piece] = set()
    after_required = False
    for chunk in chunks:
        if chunk.excluded:
            excluded.add(chunk.piece)
        elif chunk.joined and after_required:
            groups[-1].add(chunk.piece)
        else:
            groups.append({chunk.piece})
        after_required = not chunk.excluded
    required = {tuple(sorted(group, key=str)) for group in groups}
    return Words(
        tuple(sorted(required, key=lambda group: [str(piece) for piece in group])), tuple(sorted(excluded, key=str))
    )
