"""Addresses of pages that a field states."""

import re
from urllib.parse import quote

_PAGE = re.compile(r"https?://[^\s/\\?#@<>\"]+(?:[/?#][^\s\\<>\"]*)?", re.IGNORECASE)
MOST_CHARACTERS = 2000


def web_address(stated: str | None) -> str:
    """The http or https address that a field states, empty for anything else."""
    address = (stated or "").strip().replace(" ", "%20")
    if len(address) > MOST_CHARACTERS or not _PAGE.fullmatch(address):
        return ""
    return address if address.isprintable() and address.isascii() else quote(address, safe=":/?#[]@!$&'()*+,;=%~")
