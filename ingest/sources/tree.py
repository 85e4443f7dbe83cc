"""HTML pages as trees of elements, for boards that have nothing better. Forgiving, and without any loading.

Not the standard library's parser: 60 kB of tags that nobody closes were measured to keep it busy for more than twenty
seconds, and with it every thread of the process. Here each character is looked at a bounded number of times.
"""

import re
from html import unescape
from xml.etree.ElementTree import Element

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_SKIPPED = frozenset({"script", "style"})
# Pages that are deeper or have more tags are built to harm; their tail is dropped.
_DEEPEST = 200
_MOST_TAGS = 200_000
# No tag goes beyond the next `<`, and no quantifier gives back what it took: so a page is read once, whatever it holds.
_TOKEN = re.compile(r"""<!--|<[!?][^<>]*+>|<(/?)([a-zA-Z][\w:-]{0,40}+)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++)))?""")


class _Builder:
    def __init__(self) -> None:
        self.root = Element("page")
        self._open = [self.root]
        self._texts: list[str] = []

    def text(self, text: str) -> None:
        self._texts.append(text)

    def start(self, tag: str, attributes: str) -> None:
        if len(self._open) > _DEEPEST:
            return
        self.flush()
        values = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(attributes)}
        element = Element(tag, values)
        self._open[-1].append(element)
        if tag not in _VOID:
            self._open.append(element)

    def end(self, tag: str) -> None:
        depth = next((at for at in range(len(self._open) - 1, 0, -1) if self._open[at].tag == tag), None)
        if depth is not None:
            self.flush()
            del self._open[depth:]

    def flush(self) -> None:
        """Give what was read since the last tag to the element that it follows, or is in."""
        text = unescape("".join(self._texts))
        self._texts.clear()
        parent = self._open[-1]
        if not text:
            return
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text


def tree_of(page: str) -> Element:
    builder, place = _Builder(), 0
    for _ in range(_MOST_TAGS):
        token = _TOKEN.search(page, place)
        if token is None:
            builder.text(page[place:])
            break
        builder.text(page[place : token.start()])
        place = _read(builder, token, page)
        if place < 0:
            break
    builder.flush()
    return builder.root


def _read(builder: _Builder, token: re.Match[str], page: str) -> int:
    """Read one token, and return where the next may begin; below zero where the rest is not text."""
    closing, name, attributes = token.groups()
    if name is None and token[0] != "<!--":
        return token.end()
    if name is None:
        end = page.find("-->", token.end())
        return end + 3 if end >= 0 else -1
    tag = name.lower()
    if closing:
        builder.end(tag)
        return token.end()
    if tag in _SKIPPED:
        following = re.compile(f"</{tag}", re.IGNORECASE).search(page, token.end())
        builder.start(tag, attributes)
        return following.start() if following else -1
    builder.start(tag, attributes)
    return token.end()


def words_of(element: Element) -> str:
    """All text within, in one line."""
    return " ".join(" ".join(element.itertext()).split())


def has_class(element: Element, part: str) -> bool:
    """Whether one of its classes contains `part`."""
    return any(part in name for name in element.get("class", "").split())
