"""The mail that the standalone mode's SMTP server took: two files a message, its bytes and its envelope."""

import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from itertools import islice
from pathlib import Path

KEY = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Envelope:
    """What was said before DATA, which the message's own headers need not repeat."""

    received_at: str
    sender: str
    recipients: list[str]


@dataclass(frozen=True)
class StoredMessage:
    key: str
    received_at: datetime
    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def subject(self) -> str:
        # A header that was folded before its first word begins with the space of the fold.
        return str(self._message.get("Subject", "")).strip()

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self._message.items()]

    @property
    def text(self) -> str:
        return _part(self._message, "plain")

    @property
    def html(self) -> str:
        return _part(self._message, "html")

    @cached_property
    def _message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


def mailbox_folder(var: Path) -> Path:
    return var / "mailbox"


def store(folder: Path, envelope: Envelope, raw: bytes) -> str:
    """Keep a message on the disk, whole or not at all; its key."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    moment = datetime.fromisoformat(envelope.received_at)
    key = f"{moment:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    # A message is there when its .eml is, so that the envelope comes first.
    _write(folder / f"{key}.json", json.dumps(asdict(envelope)).encode())
    _write(folder / f"{key}.eml", raw)
    return key


def messages(folder: Path, limit: int = 200) -> list[StoredMessage]:
    """Newest first."""
    keys = sorted((path.stem for path in folder.glob("*.eml")), reverse=True)
    return [stored for key in islice(keys, limit) if (stored := message(folder, key))]


def message(folder: Path, key: str) -> StoredMessage | None:
    path = folder / f"{key}.eml"
    if not KEY.fullmatch(key) or not path.is_file():
        return None
    envelope = Envelope(**json.loads(path.with_suffix(".json").read_bytes()))
    return StoredMessage(
        key=key,
        received_at=datetime.fromisoformat(envelope.received_at).astimezone(UTC),
        sender=envelope.sender,
        recipients=envelope.recipients,
        raw=path.read_bytes(),
    )


def _write(path: Path, content: bytes) -> None:
    draft = path.with_suffix(f"{path.suffix}.draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        # The sender hears 250 after this: what was accepted survives a loss of power.
        os.fsync(file.fileno())
    draft.replace(path)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeDecodeError):
        # A character set that Python does not know.
        content = part.get_payload(decode=True)
        return content.decode("latin-1") if isinstance(content, bytes) else ""
