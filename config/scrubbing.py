"""Takes out of any nested value what belongs to a person or opens a door."""

import re
from typing import Any

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
LOGIN = re.compile(r"(?<=://)[^/\s@]+@")
# An opaque token in an address of ours, and a signed value: 20 characters and more without a word's spaces.
TOKEN = re.compile(r"(?<=[/=])[\w:.-]{20,}(?=$|[/?&#\s\"'])")
SECRET_NAME = re.compile(r"cookie|token|secret|password|authorization|csrf|session|dsn|email|address", re.IGNORECASE)
KEPT = frozenset({"trace", "stacktrace"})


def scrubbed(value: Any) -> Any:  # noqa: ANN401  Any JSON value.
    """The same value, with `[removed]` in place of addresses, logins, tokens and whatever has a telling name."""
    if isinstance(value, dict):
        return {key: _of_key(str(key), item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [scrubbed(item) for item in value]
    if isinstance(value, str):
        return TOKEN.sub("[removed]", ADDRESS.sub("[removed]", LOGIN.sub("[removed]@", value)))
    return value


def _of_key(key: str, value: Any) -> Any:  # noqa: ANN401  Any JSON value.
    if key in KEPT:
        return value
    return "[removed]" if SECRET_NAME.search(key) else scrubbed(value)
