"""Stems: one for each token. What another language's stemmer made is marked, so that it meets only its own kind.

Without that, `backend` would find every `back` (its Dutch stem) and `leader` every `lead` (its German one). There is
one mark for all of those languages, because each form that a search has is paid for in every match.
Snowball's stemmers keep state while they work; making one costs less than a microsecond, so each call makes its own.
"""

from collections.abc import Sequence

import Stemmer

from ingest.text.languages import STEMMERS

FOREIGN = "~"


def stems(words: Sequence[str], language: str) -> list[str]:
    """The stem of each token, for one of the tags of `languages.STEMMERS`."""
    stem_of = _stems_of(set(words), language)
    return [stem_of[word] for word in words]


def forms(word: str) -> tuple[str, ...]:
    """Every stem that a token may have in a posting: the language of a search is unknown."""
    found = {_stems_of({word}, language)[word] for language in STEMMERS}
    return tuple(sorted(found))


def _stems_of(words: set[str], language: str) -> dict[str, str]:
    listed = list(words)
    # Without its cache: every word comes once.
    found: list[str] = Stemmer.Stemmer(STEMMERS[language], 0).stemWords(listed)
    pairs = zip(listed, found, strict=True)
    if language == "en":
        return dict(pairs)
    return {word: stem if stem == word else stem + FOREIGN for word, stem in pairs}
