"""The words of one text, taken apart once for all who read it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.text import tokens

# Characters of a text that are looked at; what comes later is small print.
LONGEST = 30_000


@dataclass(frozen=True, slots=True)
class WordsOf:
    """`line` has a space before and behind each word, so that ` machine learning ` is looked for as it is."""

    text: str
    line: str
    words: AbstractSet[str]

    def has(self, phrase: str) -> bool:
        return f" {phrase} " in self.line


def words_of(text: str) -> WordsOf:
    text = text[:LONGEST]
    found = tokens(text)
    return WordsOf(text, f" {' '.join(found)} ", frozenset(found))
