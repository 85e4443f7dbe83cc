"""Which URLs may be asked at all, before any name is resolved."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from ingest.fetching.addresses import is_public

# Parsers disagree about what these mean, and the disagreement is the attack.
FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]")
PORTS = {"http": 80, "https": 443}
LONGEST = 4000
LONGEST_HOST = 253
NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}")
# Resolvers read hosts that end so as addresses in decimal, octal or hexadecimal.
NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
# Names of inner networks (RFC 6761, 6762, 7686, 8375, and ICANN's for private use).
INNER = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "corp",
    "home",
    "home.arpa",
    "onion",
    "alt",
)


class UrlRefused(Exception):  # noqa: N818  It names what happened.
    """The URL is not one that we ask; its text is the reason."""


def checked(url: str) -> SplitResult:
    """The parts of a URL that may be asked, its host in lower case and ASCII. Raises UrlRefused."""
    if len(url) > LONGEST or FORBIDDEN.search(url):
        raise UrlRefused("the URL is too long or has characters that no URL has")
    try:
        parts = urlsplit(url)
        port = parts.port
        seen_by_client = httpx.URL(url)
        name = seen_by_client.raw_host.decode("ascii")
    except (ValueError, httpx.InvalidURL) as error:
        raise UrlRefused(f"the URL cannot be read: {error}") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise UrlRefused("only http and https URLs with a host are asked")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise UrlRefused("the URL carries credentials")
    if port not in {None, PORTS[parts.scheme]}:
        raise UrlRefused(f"port {port} is not asked, only 80 and 443")
    if (parts.hostname.isascii() and name != parts.hostname) or seen_by_client.port not in {None, port}:
        raise UrlRefused("the URL can be read in two ways")
    return parts._replace(netloc=_checked_host(name, literal="[" in parts.netloc))


def redirected(url: str, location: str) -> str:
    """Where a redirect leads. Raises UrlRefused, also for one from https to http."""
    try:
        target = urljoin(url, location)
    except ValueError as error:
        raise UrlRefused(f"a redirect leads to what cannot be read: {error}") from error
    if checked(url).scheme == "https" and checked(target).scheme == "http":
        raise UrlRefused("a redirect leads from https to http")
    return target


def _checked_host(host: str, *, literal: bool) -> str:
    name = host.removesuffix(".")
    if literal or NUMBER.fullmatch(name):
        return _checked_literal(name)
    if len(name) > LONGEST_HOST or not NAME.fullmatch(name):
        raise UrlRefused(f"{host[:100]!r} is no name that the world knows")
    if any(name == inner or name.endswith(f".{inner}") for inner in INNER):
        raise UrlRefused(f"{name} is a name of an inner network")
    return name


def _checked_literal(host: str) -> str:
    """An address instead of a name: only as everybody writes it, and only a public one."""
    try:
        address = ip_address(host)
    except ValueError as error:
        raise UrlRefused(f"{host[:100]!r} is an address in disguise") from error
    if getattr(address, "scope_id", None) is not None or not is_public(address):
        raise UrlRefused(f"{address} is not a public address")
    return f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004  The two versions of IP.
