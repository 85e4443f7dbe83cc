"""Language tags that a field states."""

import re

_TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")


def language(stated: str | None) -> str | None:
    """A BCP 47 tag in its usual case; None for what is none."""
    match = _TAG.fullmatch((stated or "").strip())
    if match is None:
        return None
    parts = [part for part in re.split("[-_]", match[2]) if part]
    return "-".join([match[1].lower(), *map(_in_case, parts)])


def _in_case(part: str) -> str:
    """A script as `Hans`, a country as `CN`, anything else small."""
    if len(part) == len("Hans") and part.isalpha():
        return part.title()
    return part.upper() if len(part) == len("CN") else part.lower()
