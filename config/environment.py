"""Every setting that comes from the environment, read once and typed.

A wrong value never raises here: it is kept as a `Problem`, so that `manage.py check` can name all of them with a hint.
Each variable may also be given as NAME_FILE, a file that holds the value.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    variable: str
    message: str
    hint: str


@dataclass
class Environment:
    """Reads variables by kind; `problems` collects what could not be read, and the default stands in for it."""

    problems: list[Problem] = field(default_factory=list)
    _env: Any = field(default_factory=environ.FileAwareEnv)

    def text(self, name: str, default: str = "") -> str:
        return self._read(name, default, str, "a text")

    def given(self, name: str) -> bool:
        """Whether the variable says anything, readable or not."""
        return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))

    def flag(self, name: str, *, default: bool = False) -> bool:
        return self._read(name, default, _as_flag, "one of 1, 0, true, false, yes, no, on, off")

    def number(self, name: str, default: float, *, least: float, most: float) -> float:
        def within(value: str) -> float:
            number = float(value)
            if not least <= number <= most:
                raise ValueError(value)
            return number

        return self._read(name, default, within, f"a number from {least:g} to {most:g}")

    def count(self, name: str, default: int, *, least: int = 1, most: int = 100_000) -> int:
        return int(self.number(name, default, least=least, most=most))

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        def one_of_them(value: str) -> str:
            if value not in choices:
                raise ValueError(value)
            return value

        return self._read(name, default, one_of_them, f"one of {', '.join(choices)}")

    def words(self, name: str, default: list[str]) -> list[str]:
        return self._read(
            name,
            default,
            lambda value: [word.strip() for word in value.split(",") if word.strip()],
            "a list with commas",
        )

    def url(self, name: str, default: str, *, schemes: tuple[str, ...], hint: str) -> str:
        def with_scheme(value: str) -> str:
            parts = urlsplit(value)
            if parts.scheme not in schemes or not (parts.netloc or parts.path.strip("/")) or _port_of(value) == 0:
                raise ValueError(value)
            return value

        return self._read(name, default, with_scheme, hint)

    def address(self, name: str, default: str) -> str:
        """A mail address, with or without a name before it. SMTP takes it in ASCII."""

        def with_domain(value: str) -> str:
            local, _at, domain = parseaddr(value)[1].rpartition("@")
            if not local or not domain or not f"{local}{domain}".isascii() or not value.isprintable():
                raise ValueError(value)
            return value

        return self._read(name, default, with_domain, "an address like Rolewatch <jobs@example.org>")

    def _read(self, name: str, default: T, convert: Callable[[str], T], hint: str) -> T:
        raw = ""
        try:
            raw = str(self._env.str(name, default="")).strip()
            return convert(raw) if raw else default
        except (ValueError, OSError, environ.ImproperlyConfigured) as error:
            # The value itself may be a secret, so that the message names the variable and the kind of error only.
            unreadable = isinstance(error, OSError)
            reason = "its file cannot be read" if unreadable else "its value is wrong"
            expected = (
                f"{name}_FILE must name a file that this user can read." if unreadable else f"{name} must be {hint}."
            )
            self.problems.append(Problem(name, f"{name}: {reason}.", expected))
            return default


def _as_flag(value: str) -> bool:
    lowered = value.lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off"}:
        return False
    raise ValueError(value)


def _port_of(url: str) -> int | None:
    """The port of a URL, None where it names none. Raises ValueError for one that is no port."""
    return urlsplit(url).port
