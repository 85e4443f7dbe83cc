"""The words of a search as a finished tsquery. Tokens hold no quote and no backslash: quoting is all they need."""

from collections.abc import Iterable

from ingest.text import forms
from search.words import Phrase, Piece, Prefix, Words


def tsquery_of(words: Words) -> str | None:
    """None where the words ask for nothing."""
    required = [_any_of(group) for group in words.required]
    excluded = [f"!{_of(piece)}" for piece in words.excluded]
    return " & ".join([*required, *excluded]) or None


def _any_of(group: Iterable[Piece]) -> str:
    return f"({' | '.join(map(_of, group))})"


def _of(piece: Piece) -> str:
    if isinstance(piece, Phrase):
        return f"({' <-> '.join(map(_stems_of, piece.tokens))})"
    if isinstance(piece, Prefix):
        # The stem of what begins so may be shorter than what was typed: engineer* finds `engin`, too.
        return f"('{piece.token}':* | {_stems_of(piece.token)})"
    return _stems_of(piece.token)


def _stems_of(token: str) -> str:
    quoted = [f"'{form}'" for form in forms(token)]
    return f"({' | '.join(quoted)})"
