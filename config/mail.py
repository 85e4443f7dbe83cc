"""EMAIL_URL as the parts of an SMTP connection."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from config.environment import Environment

HINT = "a URL like smtp+tls://user:password@mail.example.org:587 (smtp, smtp+tls for STARTTLS, smtps for TLS)"
# RFC 6409 and RFC 8314: submission with STARTTLS, and with TLS from the start.
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def mail_server_from(env: Environment) -> MailServer:
    """The mail server of EMAIL_URL, or the standalone mailbox on the loopback port MAILBOX_PORT."""
    mailbox = f"smtp://127.0.0.1:{env.count('MAILBOX_PORT', 2525, most=65_535)}"
    parts = urlsplit(env.url("EMAIL_URL", mailbox, schemes=tuple(PORTS), hint=HINT))
    return MailServer(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )
