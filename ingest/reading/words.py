"""The words of one text, taken apart once for all who read it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.text import LONGEST_TEXT, tokens


@dataclass(frozen=True, slots=True)
class WordsOf:
    """`line` has a space before and behind each word, so that ` machine learning ` is looked for as it is."""

    text: str
    tokens: Sequence[str]
    line: str
    words: AbstractSet[str]

    def has(self, phrase: str) -> bool:
        return f" {phrase} " in self.line


def words_of(text: str) -> WordsOf:
    text = text[:LONGEST_TEXT]
    found = tokens(text)
    return WordsOf(text, found, f" {' '.join(found)} ", frozenset(found))
