"""HTML pages as trees of elements, for boards that have nothing better. Forgiving, and without any loading."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_SKIPPED = frozenset({"script", "style"})
# A page nested deeper is built to harm; its tail is dropped.
_DEEPEST = 200


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self.open) > _DEEPEST:
            return
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        depth = next((at for at in range(len(self.open) - 1, 0, -1) if self.open[at].tag == tag), None)
        if depth is not None:
            del self.open[depth:]

    def handle_data(self, data: str) -> None:
        parent = self.open[-1]
        if parent.tag in _SKIPPED:
            return
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def tree_of(page: str) -> Element:
    builder = _Builder()
    builder.feed(page)
    builder.close()
    return builder.root


def words_of(element: Element) -> str:
    """All text within, in one line."""
    return " ".join(" ".join(element.itertext()).split())


def has_class(element: Element, part: str) -> bool:
    """Whether one of its classes contains `part`."""
    return any(part in name for name in element.get("class", "").split())
