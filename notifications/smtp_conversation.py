"""smtplib's verbs over a connection on which every wait ends, and all of them together."""

import contextlib
import smtplib
import socket
import ssl
import time

from config.mail import MailServer

GOODBYE_SECONDS = 1


class _Lines:
    """The server's lines. However slowly they drip, reading ends at the conversation's deadline."""

    def __init__(self, conversation: "Conversation") -> None:
        self.conversation = conversation
        self.buffer = b""

    def readline(self, limit: int) -> bytes:
        while b"\n" not in self.buffer and len(self.buffer) < limit:
            received = self.conversation.timed_socket().recv(4096)
            if not received:
                break
            self.buffer += received
        end = min(self.buffer.find(b"\n") + 1 or len(self.buffer), limit)
        line, self.buffer = self.buffer[:end], self.buffer[end:]
        return line

    def close(self) -> None:
        self.buffer = b""


class Conversation(smtplib.SMTP):
    """`allow` sets how many seconds all that follows may take, and a single wait in it."""

    def __init__(self, site: str) -> None:
        super().__init__(local_hostname=site)
        self.allow(0)

    def allow(self, seconds: float, wait: float | None = None) -> None:
        self.deadline = time.monotonic() + seconds
        self.wait = seconds if wait is None else wait

    def open(self, server: MailServer) -> None:
        """Connect and log in. Raises OSError or SMTPException."""
        self._host = server.host  # smtplib's STARTTLS checks the certificate against it.
        self.sock = socket.create_connection((server.host, server.port), self._left())
        if server.tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=server.host)
        code, text = self.getreply()
        if code != 220:  # noqa: PLR2004  RFC 5321: ready.
            raise smtplib.SMTPConnectError(code, text)
        self.ehlo_or_helo_if_needed()
        if server.starttls:
            self.starttls(context=ssl.create_default_context())
            self.ehlo()
        if server.user:
            self.login(server.user, server.password)

    def timed_socket(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        self.sock.settimeout(self._left())
        return self.sock

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            self.file = _Lines(self)
        return super().getreply()

    def send(self, s: str | bytes) -> None:  # type: ignore[override]  # Bytes are the only buffer here.
        self.timed_socket()
        super().send(s)

    def hang_up(self) -> None:
        """Say QUIT and do not wait for the answer: nothing hangs on it, and the result is to be recorded now."""
        with contextlib.suppress(OSError):
            if self.sock is not None:
                self.sock.settimeout(GOODBYE_SECONDS)
                self.sock.sendall(b"QUIT\r\n")
        self.close()

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the mail server was too slow")
        return min(left, self.wait)
