"""Which board a careers URL shows."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ingest.sources import SOURCES, source_named
from ingest.sources.types import Source

MOST_CHARACTERS = 2000
_REGION = re.compile(r"(eu|de|na|wd\d+(?:-site)?):")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A board. Its token may begin with the vendor's region and a colon, as in `eu:acme`."""

    source: str
    token: str

    @property
    def region(self) -> str:
        match = _REGION.match(self.token)
        return match[1] if match else ""

    @property
    def slug(self) -> str:
        """The token without its region: what the vendor's customers call it."""
        return _REGION.sub("", self.token)


def recognise(url: str) -> Recognised | None:
    """The board by the address alone, without a request; None where no source knows such addresses."""
    address = _address(url)
    if address is None:
        return None
    for name in SOURCES:
        source = source_named(name)
        if not source.any_address and (token := source.token_in(address)):
            return Recognised(name, token)
    return None


def token_in(source: Source, url: str) -> str | None:
    """The token of the board of this very source at `url`."""
    address = _address(url)
    return source.token_in(address) if address else None


def _address(url: str) -> str | None:
    """Host, path and query as the sources' patterns see them; None for what is no web address."""
    url = url.strip()
    if len(url) > MOST_CHARACTERS or not url.isprintable() or "\\" in url:
        return None
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    host = parts.hostname.removeprefix("www.") if port in (None, 80, 443) else f"{parts.hostname}:{port}"
    query = f"?{unquote(parts.query)}" if parts.query else ""
    return f"{host.rstrip('.')}{unquote(parts.path)}{query}"
