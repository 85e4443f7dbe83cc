"""The mail that the standalone mode's own SMTP server took: one file a message, the bytes as they came."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True)
class Mail:
    name: str
    message: EmailMessage

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return _content(self.message, "plain")

    @property
    def html(self) -> str:
        return _content(self.message, "html")


def names_of_mails() -> list[str]:
    """Newest first."""
    files = _folder().glob("*.eml") if _folder().is_dir() else []
    return [file.stem for file in sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)]


def mail_named(name: str) -> Mail | None:
    path = _folder() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    return Mail(name, message_from_bytes(path.read_bytes(), policy=policy.default))


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "mailbox"


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
