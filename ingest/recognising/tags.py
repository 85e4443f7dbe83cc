"""The start tags of a page with their attributes: found in one pass, however the page was built to prevent it.

A parser that makes a tree takes minutes for a megabyte of `<!`; here nothing is looked at twice.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_COMMENT_START, _COMMENT_END = "<!--", "-->"
# No tag that matters is longer; one that holds another tag's beginning was never closed.
_TAG = re.compile(r"<([a-zA-Z]{1,10})\b([^<>]{0,2000})>")
_ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]*)\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
_ANY_TAG = re.compile(r"<[^<>]*>")
_WORDS_WITHIN = 300


@dataclass(frozen=True, slots=True)
class Tag:
    """`words` is the text of a link, for others empty."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    words: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")


def tags_of(page: str, names: frozenset[str]) -> Iterator[Tag]:
    """The tags of these names, in order. `page` is without comments."""
    for match in _TAG.finditer(page):
        name = match[1].lower()
        if name in names:
            yield Tag(name, _attributes(match[2]), _words(page, match.end()) if name == "a" else "")


def without_comments(page: str) -> str:
    """What visitors get: a board that stands in a comment is one that was given up."""
    parts, position = [], 0
    while (start := page.find(_COMMENT_START, position)) >= 0:
        parts.append(page[position:start])
        end = page.find(_COMMENT_END, start)
        if end < 0:
            return "".join(parts)
        position = end + len(_COMMENT_END)
    return "".join([*parts, page[position:]])


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(text)
    return {match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "").strip() for match in found}


def _words(page: str, position: int) -> str:
    within = page[position : position + _WORDS_WITHIN].partition("</a")[0]
    return " ".join(html.unescape(_ANY_TAG.sub(" ", within)).split())
