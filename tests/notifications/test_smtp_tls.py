"""Over TLS the server must prove who it is; before that it gets neither the password nor the message."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from config.mail import MailServer
from notifications.smtp import Answer, Letter, Limits, Outcome, hand_over
from tests.notifications.mail_server import Mailbox, mail_server

LETTER = Letter("jobs.example.org", "digests@example.org", "ada@example.org", b"Subject: x\r\n\r\nend\r\n")
LIMITS = Limits(wait=3, envelope=6, answer=3)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `localhost` that nobody but itself vouches for, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    folder = tmp_path_factory.mktemp("tls")
    public, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(public)),
        ],
        check=True,
        capture_output=True,
    )
    return public, key


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenSSL takes the certificates that it trusts from here."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


def accept_right(_server: object, _session: object, _envelope: object, _mechanism: str, login: object) -> AuthResult:
    return AuthResult(success=isinstance(login, LoginPassword) and login.password == b"right")


@pytest.fixture(params=["starttls", "smtps"])
def secure(request: pytest.FixtureRequest, tls: ssl.SSLContext) -> Iterator[tuple[Mailbox, MailServer]]:
    how = {"tls_context": tls, "require_starttls": True} if request.param == "starttls" else {"ssl_context": tls}
    with mail_server(authenticator=accept_right, auth_required=request.param == "starttls", **how) as box:
        login = ("user", "right") if request.param == "starttls" else ("", "")
        yield (
            box,
            MailServer(
                "localhost",
                box.server.port,
                *login,
                starttls=request.param == "starttls",
                tls=request.param == "smtps",
            ),
        )


def send(server: MailServer) -> Answer:
    return hand_over(server, LETTER, LIMITS, lambda: True)


@pytest.mark.usefixtures("trusted")
def test_a_server_that_proves_itself_gets_the_message(secure: tuple[Mailbox, MailServer]) -> None:
    box, server = secure
    assert send(server).outcome is Outcome.TAKEN
    assert box.handler.taken == [LETTER.message]


def test_a_server_that_nobody_vouches_for_gets_nothing(secure: tuple[Mailbox, MailServer]) -> None:
    box, server = secure
    answer = send(server)
    assert (answer.outcome, "CERTIFICATE_VERIFY_FAILED" in answer.text) == (Outcome.LATER, True)
    assert box.handler.taken == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_name_is_no_proof(secure: tuple[Mailbox, MailServer]) -> None:
    box, server = secure
    answer = send(replace(server, host="127.0.0.1"))
    assert (answer.outcome, "IP address mismatch" in answer.text) == (Outcome.LATER, True)
    assert box.handler.taken == []
