"""Which of the addresses on a page are boards, and which of those only the board's own answer can prove."""

from urllib.parse import urlsplit

from ingest.recognise import Recognised, recognise

# Vendors' own hosts below the domain of their customers' boards.
_VENDORS_OWN = frozenset(
    {
        *("academy", "account", "accounts", "admin", "analytics", "api", "app", "assets", "assets-cdn"),
        *("blog", "careers", "career", "cdn", "click", "community", "css", "developer", "developers", "docs"),
        *("email", "embed", "events", "fonts", "get", "go", "help", "hire", "id", "images", "img", "info"),
        *("jobs", "js"),
        *("learn", "links", "login", "mail", "media", "my", "partners", "resources", "scripts", "secure", "sso"),
        *("static", "status", "support", "track", "trust", "try", "widget", "widgets"),
    }
)


def board_at(address: str) -> Recognised | None:
    """The board that an address on a page leads to; none where it is one of the vendor's own hosts."""
    found = recognise(address)
    host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    if found is None or found.source == "rss":
        return None
    is_vendors = found.slug.casefold() == host.partition(".")[0] and found.slug.casefold() in _VENDORS_OWN
    return None if is_vendors else found


def needs_proof(board: Recognised, address: str) -> bool:
    """Whether only a path speaks for the board, one that any host may have: then its answer must tell."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return board.token.casefold() == host and recognise(f"https://{host}/") is None
