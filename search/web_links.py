"""Which addresses out of somebody else's data become links."""

from urllib.parse import urlsplit


def web_link(url: str) -> str:
    """The address if it is http(s) with a host, else empty: no script, file or data address becomes a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""
