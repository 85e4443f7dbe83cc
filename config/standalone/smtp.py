"""An SMTP server on a loopback port, in this process: it keeps what it gets, and sends nothing on."""

from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received

from config.clock import clock
from config.standalone.mailbox import Envelope, store

# RFC 5321, 4.5.3.1.8 asks for room for 100 recipients; vendors announce 25 MB and more.
LARGEST_MESSAGE = 32 * 1024 * 1024


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, received: Received) -> str:  # noqa: N802  aiosmtpd's.
        envelope = Envelope(clock.now().isoformat(), received.mail_from or "", list(received.rcpt_tos))
        key = store(self.folder, envelope, received.original_content or b"")
        return f"250 2.0.0 OK: kept as {key}"


class MailboxServer:
    """Takes mail for anybody on 127.0.0.1:`port` and keeps it in `folder`."""

    def __init__(self, folder: Path, port: int) -> None:
        self._controller = Controller(
            _Keeper(folder),
            hostname="127.0.0.1",
            port=port,
            data_size_limit=LARGEST_MESSAGE,
            server_hostname="mailbox.localhost",
            ident="Rolewatch mailbox",
            enable_SMTPUTF8=True,
        )

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()
