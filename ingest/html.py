"""Descriptions: what a vendor escaped is unescaped once, then sanitised, and text is taken from the sanitised HTML.

The order matters. Sanitising first would let escaped markup through for a later unescape to revive; unescaping twice
would turn text that was meant as text into markup.
"""

import html
import re
from html.entities import html5

import nh3

from ingest.clean import storable

# Real descriptions stay far below both; nested tags beyond them cost the sanitiser seconds.
MOST_CHARACTERS = 200_000
MOST_TAGS = 10_000

_TAGS = (
    "a b blockquote br code dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre s small strong sub sup "
    "table tbody td tfoot th thead tr u ul"
)
_WITH_CONTENT = "audio canvas head iframe math noscript object script select style svg template textarea title video"
# Browsers follow `https:evil.org` and backslashes too; only links with an unmistakable host stay.
_ODD_LINK = re.compile(
    r' href="(?!(?:https?://[^\s/\\@?#"]+(?:[/?#][^\s\\"]*)?|mailto:[^\s\\"]+)")[^"]*"', re.IGNORECASE
)
_DOUBLE = re.compile(r"&(?:amp;)+(?=((?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});))")

_INLINE = re.compile(r"</?(?:a|b|code|em|i|s|small|strong|su[bp]|u)(?: [^>]*)?>")
_CELL = re.compile(r"</?t[dh](?: [^>]*)?>")
_LINE_TAG = r"</?(?:dd|div|dt|li|tbody|tfoot|thead|tr)(?: [^>]*)?>"
_LINES = re.compile(f"{_LINE_TAG}(?: *{_LINE_TAG})*")
_BREAK = re.compile(r"<br> ?")
_PARAGRAPHS = re.compile(r"<[^>]*>")
_GAPS = re.compile(r"\n\n\n+")


def _absolute(link: str) -> str | None:
    return f"https:{link}" if link.startswith("//") else None


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS.split()),
    clean_content_tags=set(_WITH_CONTENT.split()),
    attributes={"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
    url_schemes={"http", "https", "mailto"},
    url_relative=_absolute,
    link_rel="noopener noreferrer nofollow",
)


def unescape_markup(text: str) -> str:
    """The exact inverse of escaping HTML as text, once; text that holds markup already was not escaped."""
    if "<" in text:
        return text
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&#x27;", "'")):
        text = text.replace(entity, character)
    return text.replace("&amp;", "&")


def sanitise(markup: str) -> str:
    """Harmless HTML of few tags: links only to http, https and mailto, no image, style, form or script."""
    markup = storable(markup[:MOST_CHARACTERS])
    if markup.count("<") > MOST_TAGS:
        markup = markup[: _nth(markup, "<", MOST_TAGS)]
    return undouble(_ODD_LINK.sub("", _CLEANER.clean(markup))).strip()


def undouble(markup: str) -> str:
    """HTML in which no entity is escaped twice. An entity stays an entity, so that no text becomes markup."""
    return _DOUBLE.sub(_once, markup) if "&amp;" in markup else markup


def text_of(sanitised: str) -> str:
    """The plain text of sanitised HTML, with line breaks where its blocks begin and end."""
    text = _INLINE.sub("", sanitised.replace("\n", " "))
    text = _LINES.sub("\n", _CELL.sub(" ", text))
    text = _PARAGRAPHS.sub("\n\n", _BREAK.sub("\n", text))
    text = storable(html.unescape(text))
    return _GAPS.sub("\n\n", "\n".join([" ".join(line.split()) for line in text.split("\n")])).strip()


def markup_of(plain: str) -> str:
    """HTML of plain text: paragraphs at blank lines, line breaks at the others."""
    paragraphs = re.split(r"\n\s*\n", plain.replace("\r\n", "\n").strip())
    return "".join(f"<p>{html.escape(p.strip()).replace(chr(10), '<br>')}</p>" for p in paragraphs if p.strip())


def section(title: str | None, markup: str | None) -> str:
    """One headed part of a description; nothing where it has no text."""
    if not markup or not markup.strip():
        return ""
    return f"<h3>{html.escape(title.strip())}</h3>{markup}" if title and title.strip() else markup


def _once(match: re.Match[str]) -> str:
    return "&" if match[1].startswith("#") or match[1] in html5 else match[0]


def _nth(text: str, part: str, count: int) -> int:
    position = -1
    for _ in range(count):
        position = text.index(part, position + 1)
    return position
