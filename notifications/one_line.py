"""A stranger's text as one line, for headers and for mail without markup."""

import unicodedata

# What turns the direction of the text after it, and marks that take no room.
UNSEEN = dict.fromkeys(
    map(ord, "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad")
)
ENDS = {"Cc", "Zl", "Zp"}


def one_line(text: str) -> str:
    """Without control and direction characters, and with single spaces."""
    visible = text.translate(UNSEEN)
    return " ".join("".join(" " if unicodedata.category(c) in ENDS else c for c in visible).split())
