"""Tokens of boards: found in careers URLs, and checked before they become part of a request."""

import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import quote

from ingest.sources.types import BadToken

# Vendors keep some boards on hosts of a region; their tokens say so before a colon, as in `eu:acme`.
Region = Literal["", "de", "eu"]


def patterns(*texts: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of addresses from their beginning; the first group is the token."""
    return tuple(re.compile(text) for text in texts)


def first_match(address: str, known: Iterable[re.Pattern[str]]) -> str | None:
    match = next((match for pattern in known if (match := pattern.match(address))), None)
    return match[1] if match else None


def in_path(token: str) -> str:
    """The token as one segment of a path. Raises BadToken for what a segment cannot hold."""
    if not token or token in (".", "..") or not token.isprintable() or "/" in token or "\\" in token:
        raise BadToken(f"{token!r} cannot name a board.")
    return quote(token, safe="")


def in_host(token: str) -> str:
    """The token as one label of a host name. Raises BadToken for what is none."""
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?", token):
        raise BadToken(f"{token!r} cannot name a board.")
    return token.lower()


def host_of(token: str, domain: str) -> str:
    """The host of a board: below the vendor's domain, or the token itself where it is a customer's own host.

    Raises BadToken.
    """
    if "." not in token:
        return f"{in_host(token)}.{domain}"
    if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", token, re.IGNORECASE):
        raise BadToken(f"{token!r} cannot name a board.")
    return token.lower()
