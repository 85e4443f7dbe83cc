"""A request as it reaches a vendor, and the vendor's answer to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Request:
    """`host` is the vendor's, without a port. `wants_html` is what a browser asks for."""

    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    body: bytes = b""
    wants_html: bool = False

    def value(self, name: str, default: str = "") -> str:
        return dict(self.query).get(name, default)

    def number(self, name: str, default: int) -> int:
        value = self.value(name)
        return int(value) if value.isdecimal() else default


@dataclass(frozen=True, slots=True)
class Answer:
    """`has_etag` and `last_modified` say with which validators the vendor answers."""

    status: int
    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    has_etag: bool = False
    last_modified: datetime | None = None


def json_answer(value: Any, status: int = 200, *, has_etag: bool = False) -> Answer:  # noqa: ANN401  Anything that JSON holds.
    return Answer(status, msgspec.json.encode(value), "application/json; charset=utf-8", has_etag=has_etag)


def html_answer(body: str, status: int = 200) -> Answer:
    page = f'<!DOCTYPE html>\n<html lang="en">\n{body}\n</html>\n'
    return Answer(status, page.encode(), "text/html; charset=utf-8")


def page_drawn_by(asset: str, name: str) -> Answer:
    """A vendor's page on an employer's own domain: scripts of the vendor's draw it, and no word names the vendor."""
    head = f'<head><title>{escape(name)}</title><script src="https://{asset}/careers.js"></script></head>'
    return html_answer(f"{head}\n<body><h1>{escape(name)}</h1></body>")


def not_found_page(title: str) -> Answer:
    return html_answer(f"<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>", 404)


def redirect(url: str) -> Answer:
    return Answer(302, b"", "text/html; charset=utf-8", {"Location": url})
