"""An SMTP server that speaks SMTP and keeps what it took, in order."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from config.standalone.ports import free_port


@dataclass(frozen=True)
class Received:
    recipient: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""

    @property
    def html(self) -> str:
        body = self.message.get_body(("html",))
        return str(body.get_content()) if body else ""


class Mailbox:
    def __init__(self) -> None:
        self._received: list[Received] = []
        self._changed = threading.Condition()
        self.url = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self._changed:
            self._received += [Received(address, message) for address in envelope.rcpt_tos]
            self._changed.notify_all()
        return "250 Message accepted"

    def all(self) -> list[Received]:
        with self._changed:
            return list(self._received)

    def of(self, address: str) -> list[Received]:
        return [mail for mail in self.all() if mail.recipient == address]

    def wait_for(self, count: int, address: str, seconds: float = 60) -> list[Received]:
        """The mails of an address, once there are `count`; those that there are when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.of(address)) >= count, seconds)
        return self.of(address)

    def empty(self) -> None:
        with self._changed:
            self._received.clear()


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{port}"
    try:
        yield mailbox
    finally:
        controller.stop()
