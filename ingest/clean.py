"""Text as it may be stored and shown: no NUL, lone surrogate, control or invisible character, no leftover entity."""

import html
import re
import unicodedata

# Control characters but tab and line feed, lone surrogates, non-characters, soft hyphen, zero-width and bidi marks. The
# zero-width joiners stay: emoji and several scripts need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?(?:a|b|br|div|em|font|h[1-6]|i|p|small|span|strong|su[bp]|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def storable(text: str) -> str:
    """`text` without the characters that a database, a mail header or a reader cannot use."""
    return _UNWANTED.sub("", text.replace("\r", "\n")) if _UNWANTED.search(text) else text


def unescape(text: str) -> str:
    """Entities of plain text, however often they were escaped. Bare ampersands stay what they are."""
    for _ in range(4):
        if "&" not in text:
            break
        unescaped = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
        if unescaped == text:
            break
        text = unescaped
    return text


def line(text: str | None, most: int) -> str:
    """One clean line of at most `most` characters: entities and stray tags gone, white space collapsed."""
    if not text:
        return ""
    # What a vendor's form lets in is far shorter; a longer text is cut before it costs anything.
    text = unescape(text[: 20 * most])
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = " ".join(storable(text).split())
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
