"""XML answers, defused: no entity of the document's own, no external one, no document type."""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.sources.types import MalformedPayload

# Characters that XML forbids, raw and as references; some vendors let them through.
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
)


def root_of(body: bytes, name: str) -> Element:
    """The root element, which must be a `name`. Raises MalformedPayload with what came instead."""
    if body.lstrip()[:100].lower().startswith((b"<!doctype html", b"<html")):
        raise MalformedPayload("The answer is HTML, not XML.")
    try:
        root = _parsed(body)
    except DefusedXmlException:
        raise MalformedPayload("The XML defines a document type or entities of its own, which is refused.") from None
    except ParseError as error:
        raise MalformedPayload(_no_xml(body, error)) from None
    if root.tag.rpartition("}")[2] != name:
        raise MalformedPayload(f"The answer's root is <{root.tag.rpartition('}')[2][:50]}>, not <{name}>.")
    return root


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


def _no_xml(body: bytes, error: ParseError) -> str:
    if not body.strip():
        return "The answer is empty."
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "The answer is not XML."
    if "no element found" in str(error) or "unclosed" in str(error):
        return f"The XML is cut off after {len(body)} bytes."
    return f"The answer is not well-formed XML: {error}."
