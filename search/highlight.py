"""The part of a text that shows best why it was found, its words marked; from the same analysis that found it."""

from collections.abc import Sequence
from itertools import islice

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ingest.text import Span, forms, language_of, spans, stems, tokens
from search.words import Phrase, Prefix, Words

# Characters that are looked at, and tokens that are shown, some of them before the first that was found.
LONGEST_READ = 10_000
LONGEST_START = 400
SHOWN = 34
BEFORE = 8
LONGEST_GAP = 5


class Marker:
    """Knows the words of a search in any text."""

    def __init__(self, words: Words) -> None:
        pieces = [piece for group in words.required for piece in group]
        asked = {token for p in pieces for token in (p.tokens if isinstance(p, Phrase) else (p.token,))}
        self._stems = {form for token in asked for form in forms(token)}
        self._prefixes = tuple(piece.token for piece in pieces if isinstance(piece, Prefix))

    def snippet(self, text: str, language: str = "") -> SafeString:
        """HTML with nothing but <mark> in it; the beginning where nothing of the search is in the text."""
        read = text[: LONGEST_READ if self._stems else LONGEST_START]
        marked = self._marked(tokens(read), language)
        first = _densest(marked)
        beyond = first + SHOWN
        found = list(islice(spans(read), first, beyond + 1))
        if not found:
            return SafeString()
        start, end = found[0].start, _end(read, found[:SHOWN], found[SHOWN:])
        words = [span for span, is_marked in zip(found[:SHOWN], marked[first:beyond], strict=True) if is_marked]
        goes_on = found[SHOWN:] or len(read) < len(text)
        parts = [("…" if first else "", ""), *_parts(read[:end], start, words), ("…" if goes_on else "", "")]
        return format_html_join("", "{}{}", ((plain, _mark(word)) for plain, word in parts))

    def _marked(self, read: Sequence[str], language: str) -> list[bool]:
        return [
            stem in self._stems or token.startswith(self._prefixes)
            for token, stem in zip(read, stems(read, language_of(set(read), language)), strict=True)
        ]


def _densest(marked: Sequence[bool]) -> int:
    """The first of those tokens from which the most marked ones are shown, or shortly before it."""
    places = [i for i, is_marked in enumerate(marked) if is_marked]
    best = max(places, key=lambda i: sum(marked[i : i + SHOWN - BEFORE]), default=0)
    return max(0, best - BEFORE)


def _end(text: str, shown: Sequence[Span], hidden: Sequence[Span]) -> int:
    """Behind the last word, with the punctuation that closes it."""
    last = shown[-1].end
    gap = text[last : min(hidden[0].start if hidden else len(text), last + LONGEST_GAP)]
    return last + len(gap.split(maxsplit=1)[0] if gap.strip() and not gap[0].isspace() else "")


def _parts(text: str, start: int, words: Sequence[Span]) -> list[tuple[str, str]]:
    """Plain text, each time with the marked word that follows it."""
    parts = []
    for word in words:
        if word.start < start:
            # Characters that only fold together share one place.
            continue
        parts.append((text[start : word.start], text[word.start : word.end]))
        start = word.end
    return [*parts, (text[start:], "")]


def _mark(word: str) -> SafeString | str:
    return format_html("<mark>{}</mark>", word) if word else ""
