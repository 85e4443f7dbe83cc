"""Tokens: words and numbers, and the symbols that names of techniques are made of.

`C++`, `C#`, `.NET`, `R&D` and `AT&T` are one token each. Every other joiner parts: `full-stack`, `node.js`, `CI/CD`,
`l'équipe` are two tokens that follow each other, and a search for such a word is a search for that phrase. The English
possessive is dropped. Scripts that are written without spaces give one token a character, again found as phrases.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.text.folding import NON_ASCII, fold, fold_run

# A longer run of letters is an address or noise; Lucene would cut it at 255.
LONGEST_TOKEN = 60
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_INDIC = "\u0900-\u0dff"


def _pattern(first: str, word: str, letter: str) -> re.Pattern[str]:
    """One token in group 1. What follows a word is looked at only at its end: this runs over every text."""
    symbols = rf"(?<=[a-z])(?<!{letter}{{2}})(?:\+\+|\#)|(?<!{letter}{{3}})&[a-z]{{1,2}}(?!{letter})"
    net = rf"(?:(?<!{letter})|(?<=\basp)|(?<=\bvb)|(?<=\bado))\.net(?!{letter})"
    return re.compile(rf"(?={first})({word}(?:{symbols})?|{net})(?:'s(?!{letter}))?")


_ASCII = _pattern("[a-z0-9.]", "[a-z0-9]+", "[a-z0-9]")
# Thai, Lao, Burmese, Khmer, kana and Han stand alone; Indic words need vowel signs that `\w` does not know.
_ANY = _pattern(rf"[^\W_]|[.{_INDIC}]", rf"(?:[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[{_INDIC}])+)", r"[^\W_]")


class Span(NamedTuple):
    """A token and where it stands in the text as written."""

    token: str
    start: int
    end: int


def tokens(text: str) -> list[str]:
    folded = fold(text)
    found: list[str] = _pattern_for(folded).findall(folded)
    return found if len(max(found, key=len, default="")) <= LONGEST_TOKEN else [t[:LONGEST_TOKEN] for t in found]


def spans(text: str) -> Iterator[Span]:
    """The same tokens as `tokens(text)`, each with its place in the text."""
    folded, places = _folded_with_places(text)
    for match in _pattern_for(folded).finditer(folded):
        start, end = match.span(1)
        if places:
            start, end = places[start][0], places[end - 1][1]
        yield Span(match[1][:LONGEST_TOKEN], start, end)


def _pattern_for(folded: str) -> re.Pattern[str]:
    return _ASCII if folded.isascii() else _ANY


def _folded_with_places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and for each of its characters the start and end of what it was made from.

    No places where each character became one: then they are the same, as in nearly every text.
    """
    if all(len(fold_run(character)) == 1 for run in NON_ASCII.findall(text) for character in run):
        return fold(text), []
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    for piece, whole in _pieces(text):
        pieces.append(piece)
        places += whole
    return "".join(pieces), places


def _pieces(text: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    at = 0
    for run in NON_ASCII.finditer(text):
        yield text[at : run.start()].lower(), [(i, i + 1) for i in range(at, run.start())]
        yield _folded_run(run[0], run.start())
        at = run.end()
    yield text[at:].lower(), [(i, i + 1) for i in range(at, len(text))]


def _folded_run(run: str, start: int) -> tuple[str, list[tuple[int, int]]]:
    folded = fold_run(run).lower()
    each = [fold_run(character).lower() for character in run]
    if "".join(each) != folded:
        # Characters that only fold together are marked together.
        return folded, [(start, start + len(run))] * len(folded)
    return folded, [(start + i, start + i + 1) for i, piece in enumerate(each) for _ in piece]
