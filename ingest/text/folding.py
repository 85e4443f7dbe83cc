"""Folding: letters without case and marks, so that `Développeur`, `DEVELOPPEUR` and `developpeur` are one word."""

import re
import unicodedata

NON_ASCII = re.compile(r"[^\x00-\x7f]+")
# Signs that stand inside or behind a word and are no part of it: trade marks, soft hyphens, zero-width characters.
_SILENT = re.compile("[\u2122\u2120\u00ad\u200b-\u200f\u2060\ufeff]")
# The marks of Latin and Greek letters. The breve of the Cyrillic short i stays: its stemmer needs the letter.
_MARKS = re.compile("(?<!\u0438)\u0306|[\u0300-\u0305\u0307-\u036f]")
# Punctuation and pictures become spaces: what is left beyond ASCII is letters, and most texts are ASCII then.
_SIGNS = re.compile("[\u0080-\u00bf\u2000-\u2bff\u3000-\u303f\ufe00-\ufe0f\U0001f000-\U0001faff]")
# Letters that Unicode does not take apart, and signs that people type in another way.
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "\u0131": "i",
        "♯": "#",
        "\u2019": "'",
    }
)


def fold(text: str) -> str:
    return NON_ASCII.sub(lambda run: fold_run(run[0]), text).lower()


def fold_run(run: str) -> str:
    """The folded form of a run of characters beyond ASCII."""
    apart = unicodedata.normalize("NFKD", _SILENT.sub("", run)).casefold()
    return _SIGNS.sub(" ", unicodedata.normalize("NFC", _MARKS.sub("", apart)).translate(_LETTERS))
