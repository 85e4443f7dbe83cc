"""The SMTP server of the standalone mode, spoken to over SMTP."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from config.clock import clock
from config.standalone.mailbox import Envelope, message, messages, store
from config.standalone.ports import free_port
from config.standalone.smtp import MailboxServer

RAW = (
    b"Subject: =?utf-8?q?Neue_Stellen_f=C3=BCr_Sie?=\r\n"
    b"From: rolewatch@demo.example\r\nTo: ada@demo.example\r\n\r\n"
    b".a line that begins with a dot\r\n..and one with two\r\nlast line \r\n"
)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def folder(tmp_path: Path, port: int) -> Iterator[Path]:
    server = MailboxServer(tmp_path / "mailbox", port)
    server.start()
    yield tmp_path / "mailbox"
    server.stop()


def test_keeps_the_bytes_that_came_and_the_envelope(folder: Path, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("bounce@demo.example", ["ada@demo.example", "bob@demo.example"], RAW)
    (stored,) = messages(folder)
    assert stored.raw == RAW
    assert stored.sender == "bounce@demo.example"
    assert stored.recipients == ["ada@demo.example", "bob@demo.example"]
    assert stored.subject == "Neue Stellen für Sie"
    assert abs(stored.received_at - datetime.now(UTC)) < timedelta(seconds=30)


def test_offers_what_a_real_server_offers(folder: Path, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        assert int(client.esmtp_features["size"]) == 32 * 1024 * 1024
        assert client.has_extn("8bitmime")
        assert client.has_extn("smtputf8")
    assert messages(folder) == []


def test_takes_8bit_bodies_and_international_addresses(folder: Path, port: int) -> None:
    raw = "Subject: Grüße\r\n\r\nÄÖÜ €\r\n".encode()
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("jörg@demo.example", ["zoë@demo.example"], raw, mail_options=["SMTPUTF8", "BODY=8BITMIME"])
    (stored,) = messages(folder)
    assert stored.raw == raw
    assert (stored.sender, stored.recipients) == ("jörg@demo.example", ["zoë@demo.example"])


def test_refuses_a_message_that_is_announced_as_too_large(folder: Path, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        code, _answer = client.mail("a@demo.example", ["SIZE=33554433"])
    assert code == 552
    assert messages(folder) == []


def test_answers_a_message_with_the_key_it_is_kept_under(folder: Path, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail("a@demo.example")
        client.rcpt("b@demo.example")
        code, answer = client.data(RAW)
    assert code == 250
    assert message(folder, answer.decode().rpartition(" ")[2])


def test_nothing_is_kept_of_a_message_that_is_cut_off(folder: Path, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        for line in (b"EHLO x", b"MAIL FROM:<a@demo.example>", b"RCPT TO:<b@demo.example>", b"DATA", b"Subject: half"):
            client.sendall(line + b"\r\n")
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.noop()
    assert messages(folder) == []


def test_reads_both_parts_and_the_headers(folder: Path, port: int) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Two parts", "a@demo.example", "b@demo.example"
    mail["List-Unsubscribe"] = "<http://localhost/u/x>"
    mail.set_content("plain words ✓")
    mail.add_alternative("<p>marked words ✓</p>", subtype="html")
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(mail)
    (stored,) = messages(folder)
    assert stored.text.strip() == "plain words ✓"
    assert stored.html.strip() == "<p>marked words ✓</p>"
    assert ("List-Unsubscribe", "<http://localhost/u/x>") in stored.headers


def test_lists_the_newest_first_by_the_programs_clock(folder: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for days, subject in ((-3, b"older"), (-1, b"newer"), (-2, b"between")):
        monkeypatch.setattr(clock, "offset", timedelta(days=days))
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail("a@demo.example", ["b@demo.example"], b"Subject: " + subject + b"\r\n\r\n")
    assert [stored.subject for stored in messages(folder)] == ["newer", "between", "older"]
    assert [stored.subject for stored in messages(folder, limit=1)] == ["newer"]


def test_a_message_without_its_body_yet_is_not_there(tmp_path: Path) -> None:
    store(tmp_path, Envelope("2026-11-02T08:00:00+00:00", "a@demo.example", []), RAW)
    (tmp_path / "20261103T080000000000-0123abcd.json").write_text("{}")
    (tmp_path / "20261103T080000000000-0123abcd.eml.draft").write_bytes(b"Subj")
    assert [stored.subject for stored in messages(tmp_path)] == ["Neue Stellen für Sie"]


@pytest.mark.parametrize("key", ["", "x", "../secret_key", "20261103T080000000000-0123abcd"])
def test_finds_nothing_under_another_key(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret_key.eml").write_text("no")
    (tmp_path / "mailbox").mkdir()
    assert message(tmp_path / "mailbox", key) is None


def test_shows_a_part_in_a_character_set_that_nobody_knows(tmp_path: Path) -> None:
    raw = b"Subject: x\r\nContent-Type: text/plain; charset=klingon\r\n\r\ncaf\xe9\r\n"
    key = store(tmp_path, Envelope("2026-11-02T08:00:00+00:00", "", []), raw)
    stored = message(tmp_path, key)
    assert stored
    assert stored.text.strip() == "café"
