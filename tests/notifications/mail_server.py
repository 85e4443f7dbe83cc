"""A real SMTP server on loopback that can be told to misbehave at any point of a conversation."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.mail import MailServer


@dataclass
class Misbehaviour:
    """What the server does: a reply in place of the good one, a cut of the connection, or seconds of silence."""

    replies: dict[str, str] = field(default_factory=dict)
    cut_at: str = ""
    silent_at: str = ""
    seconds: float = 0


class _Handler:
    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.recipients: list[str] = []
        self.conversations = 0
        self.behaves = Misbehaviour()

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.conversations += 1
        session.host_name = hostname
        await self._reply(server, "EHLO", "")
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._reply(server, "MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return await self._reply(server, "RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Everything was received: from here on the message is taken, unless the reply says otherwise."""
        reply = self.behaves.replies.get("DATA", "250 2.0.0 taken")
        if reply.startswith("2"):
            self.taken.append(envelope.original_content or b"")
            self.recipients += envelope.rcpt_tos
        return await self._reply(server, "DATA", reply)

    async def _reply(self, server: SMTP, verb: str, good: str) -> str:
        if self.behaves.silent_at == verb:
            await asyncio.sleep(self.behaves.seconds)
        if self.behaves.cut_at == verb and server.transport is not None:
            cast(asyncio.Transport, server.transport).abort()
        return self.behaves.replies.get(verb, good)


class _Smtp(SMTP):
    async def smtp_DATA(self, arg: str) -> Any:  # noqa: N802
        """Misbehave at the command itself, before the message is asked for."""
        behaves = self.event_handler.behaves
        if behaves.cut_at == "before 354":
            cast(asyncio.Transport, self.transport).abort()
            return None
        if "before 354" in behaves.replies:
            await self.push(behaves.replies["before 354"])
            return None
        return await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Smtp(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = cast(asyncio.Server, self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@dataclass
class Mailbox:
    server: MailServer
    handler: _Handler

    def misbehave(self, *, cut_at: str = "", silent_at: str = "", seconds: float = 0) -> None:
        self.handler.behaves = Misbehaviour(cut_at=cut_at, silent_at=silent_at, seconds=seconds)

    def reply(self, verb: str, reply: str) -> None:
        self.handler.behaves = Misbehaviour({verb: reply})

    def behave(self) -> None:
        self.handler.behaves = Misbehaviour()

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.handler.taken]


@contextmanager
def mail_server(**options: Any) -> Iterator[Mailbox]:
    """The options are aiosmtpd's."""
    handler = _Handler()
    controller = _Controller(handler, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield Mailbox(MailServer("127.0.0.1", controller.port, "", "", starttls=False, tls=False), handler)
    finally:
        controller.stop()
