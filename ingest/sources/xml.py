"""XML answers, defused: no entity of the document's own, no external one, no document type."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.sources.bounds import check_xml
from ingest.sources.types import MalformedPayload

# Characters that XML forbids, raw and as references; some vendors let them through.
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
)


def root_of(body: bytes, *names: str) -> Element:
    """The root element, which must be one of `names`. Raises MalformedPayload with what came instead."""
    check_xml(body)
    if body.lstrip()[:100].lower().startswith((b"<!doctype html", b"<html")):
        raise MalformedPayload("The answer is HTML, not XML.")
    try:
        root = _parsed(body)
    except DefusedXmlException:
        raise MalformedPayload("The XML defines a document type or entities of its own, which is refused.") from None
    except ParseError as error:
        raise MalformedPayload(_no_xml(body, error)) from None
    if local_name(root) not in names:
        raise MalformedPayload(f"The answer's root is <{local_name(root)[:50]}>, not {_either(names)}.")
    return root


def local_name(element: Element) -> str:
    """The tag without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """All elements below of that local name, whatever their namespace."""
    return (child for child in element.iter() if isinstance(child.tag, str) and local_name(child) == name)


def text_in(element: Element, path: str) -> str | None:
    """The text of the first such element below, None where it is missing or empty."""
    return (element.findtext(path) or "").strip() or None


def _parsed(body: bytes) -> Element:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except ParseError:
        mended = _FORBIDDEN.sub(b"", body)
        if mended == body:
            raise
        root = fromstring(mended, forbid_dtd=True)
    return root


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(f"<{name}>" for name in names)


def _no_xml(body: bytes, error: ParseError) -> str:
    if not body.strip():
        return "The answer is empty."
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "The answer is not XML."
    if "no element found" in str(error) or "unclosed" in str(error):
        return f"The XML is cut off after {len(body)} bytes."
    return f"The answer is not well-formed XML: {error}."
