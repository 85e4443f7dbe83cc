"""Pages that are reserved from text and data mining (W3C Community Group, TDM Reservation Protocol)."""

import re

from ingest.fetching.answer import Answer

# A page says it in its head.
_HEAD = 100_000
_META = re.compile(rb"<meta\s[^>]{0,500}>", re.IGNORECASE)
_NAME = re.compile(rb"\bname\s*=\s*[\"']?tdm-reservation[\"'\s/>]", re.IGNORECASE)
_RESERVED = re.compile(rb"\bcontent\s*=\s*[\"']?\s*1\s*[\"'\s/>]", re.IGNORECASE)


def is_reserved(answer: Answer, *, is_page: bool) -> bool:
    """By its headers, or, where it is a page, by its `meta` elements."""
    return answer.is_reserved or (
        is_page and any(_NAME.search(meta) and _RESERVED.search(meta) for meta in _META.findall(answer.body[:_HEAD]))
    )
