"""Which URLs may be asked at all, before any name is resolved."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

# Parsers disagree about what these mean, and the disagreement is the attack.
FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
PORTS = {"http": 80, "https": 443}
LONGEST = 4000


class UrlRefused(Exception):  # noqa: N818  It names what happened.
    """The URL is not one that we ask; its text is the reason."""


def checked(url: str) -> SplitResult:
    """The parts of a URL that may be asked. Raises UrlRefused."""
    if len(url) > LONGEST or FORBIDDEN.search(url):
        raise UrlRefused("the URL is too long or has characters that no URL has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UrlRefused(f"the URL cannot be read: {error}") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise UrlRefused("only http and https URLs with a host are asked")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise UrlRefused("the URL carries credentials")
    if port not in {None, PORTS[parts.scheme]}:
        raise UrlRefused(f"port {port} is not asked, only 80 and 443")
    return parts


def redirected(url: str, location: str) -> str:
    """Where a redirect leads. Raises UrlRefused, also for one from https to http."""
    target = urljoin(url, location)
    if checked(url).scheme == "https" and checked(target).scheme == "http":
        raise UrlRefused("a redirect leads from https to http")
    return target
