"""What a mail server says and does becomes one of five outcomes, with real sockets."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from aiosmtpd.smtp import AuthResult

from config.mail import MailServer
from notifications.smtp import Letter, Limits, Outcome, hand_over
from tests.notifications.mail_server import Mailbox, mail_server

LETTER = Letter(
    "jobs.example.org", "digests@example.org", "ada@example.org", b"Subject: x\r\n\r\n.dot\r\n..two\r\nend\r\n"
)
LIMITS = Limits(wait=5, envelope=10, answer=5)


def send(server: MailServer, *, limits: Limits = LIMITS, may: Callable[[], bool] = lambda: True) -> tuple[Outcome, str]:
    answer = hand_over(server, LETTER, limits, may)
    return answer.outcome, answer.text


def plain(port: int) -> MailServer:
    return MailServer("127.0.0.1", port, "", "", starttls=False, tls=False)


@contextmanager
def scripted(*steps: bytes | float) -> Iterator[int]:
    """A server that says exactly this: bytes are sent, a number is seconds of silence; then it hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _address = listener.accept()
        connection.settimeout(0.05)
        with connection, suppress(ConnectionError):
            for step in steps:
                if isinstance(step, bytes):
                    connection.sendall(step)
                    with suppress(TimeoutError):
                        connection.recv(65536)
                else:
                    time.sleep(step)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(10)


def test_a_message_arrives_as_it_is_with_its_dots(mailbox: Mailbox) -> None:
    assert send(mailbox.server) == (Outcome.TAKEN, "250 2.0.0 taken")
    assert mailbox.handler.taken == [LETTER.message]
    assert mailbox.handler.recipients == ["ada@example.org"]


def test_nobody_listening_is_tried_again_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outcome, reason = send(plain(port))
    assert (outcome, "refused" in reason) == (Outcome.LATER, True)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_temporary_reply_is_tried_again_later(mailbox: Mailbox, verb: str) -> None:
    mailbox.reply(verb, "451 4.7.1 greylisted")
    assert send(mailbox.server) == (Outcome.LATER, "451 4.7.1 greylisted")
    assert mailbox.handler.taken == []


@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
def test_a_final_reply_is_a_refusal(mailbox: Mailbox, verb: str) -> None:
    mailbox.reply(verb, "550 5.7.1 not here")
    assert send(mailbox.server) == (Outcome.REFUSED, "550 5.7.1 not here")


def test_only_a_refused_recipient_says_something_about_the_address(mailbox: Mailbox) -> None:
    for verb, of_recipient in (("RCPT", True), ("DATA", False)):
        mailbox.reply(verb, "550 no")
        assert hand_over(mailbox.server, LETTER, LIMITS, lambda: True).of_recipient is of_recipient


def test_a_refused_sender_is_our_mistake_and_tried_again(mailbox: Mailbox) -> None:
    mailbox.reply("MAIL", "550 5.7.1 sender not allowed")
    assert send(mailbox.server) == (Outcome.LATER, "550 5.7.1 sender not allowed")


@pytest.mark.parametrize(("reply", "outcome"), [("451 busy", Outcome.LATER), ("554 no", Outcome.REFUSED)])
def test_a_reply_in_place_of_go_ahead_means_that_nothing_was_handed_over(
    mailbox: Mailbox, reply: str, outcome: Outcome
) -> None:
    mailbox.reply("before 354", reply)
    assert send(mailbox.server) == (outcome, reply)


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "before 354"])
def test_a_connection_that_is_cut_before_the_message_is_tried_again(mailbox: Mailbox, verb: str) -> None:
    mailbox.misbehave(cut_at=verb)
    assert send(mailbox.server)[0] is Outcome.LATER
    assert mailbox.handler.taken == []


def test_a_connection_that_is_cut_after_the_message_leaves_the_answer_lost(mailbox: Mailbox) -> None:
    mailbox.misbehave(cut_at="DATA")
    assert send(mailbox.server)[0] is Outcome.LOST
    assert len(mailbox.handler.taken) == 1


def test_a_server_that_is_silent_after_the_message_leaves_the_answer_lost(mailbox: Mailbox) -> None:
    mailbox.misbehave(silent_at="DATA", seconds=3)
    begun = time.monotonic()
    assert send(mailbox.server, limits=Limits(5, 10, 0.5))[0] is Outcome.LOST
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT"])
def test_a_server_that_is_silent_before_is_given_up(mailbox: Mailbox, verb: str) -> None:
    mailbox.misbehave(silent_at=verb, seconds=3)
    begun = time.monotonic()
    assert send(mailbox.server, limits=Limits(0.4, 10, 5))[0] is Outcome.LATER
    assert time.monotonic() - begun < 2


def test_a_server_that_drips_is_given_up_at_the_common_deadline() -> None:
    drips = [piece for _number in range(40) for piece in (b"220-still here\r\n", 0.1)]
    with scripted(*drips) as port:
        begun = time.monotonic()
        assert send(plain(port), limits=Limits(2, 1, 1))[0] is Outcome.LATER
        assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(
    "greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff\xfe\x00\r\n", b"554 go away\r\n", b""]
)
def test_what_is_no_mail_server_is_tried_again_later(greeting: bytes) -> None:
    with scripted(greeting) as port:
        assert send(plain(port))[0] is Outcome.LATER


def test_nonsense_after_the_message_leaves_the_answer_lost() -> None:
    ready, ok = b"220 x\r\n", b"250 ok\r\n"
    with scripted(ready, ok, ok, ok, b"354 go\r\n", b"what?\r\n") as port:
        assert send(plain(port)) == (Outcome.LOST, "-1 ?")


def test_an_attempt_that_lost_its_claim_hands_nothing_over(mailbox: Mailbox) -> None:
    assert send(mailbox.server, may=lambda: False) == (Outcome.WITHDRAWN, "")
    assert mailbox.handler.taken == []


def test_the_claim_is_asked_for_only_after_the_recipient_was_accepted(mailbox: Mailbox) -> None:
    asked: list[int] = []

    def may() -> bool:
        asked.append(mailbox.handler.conversations)
        return True

    mailbox.reply("RCPT", "550 no")
    send(mailbox.server, may=may)
    mailbox.behave()
    send(mailbox.server, may=may)
    assert asked == [2]


def test_a_server_without_the_tls_that_was_asked_for_gets_nothing(mailbox: Mailbox) -> None:
    server = MailServer("127.0.0.1", mailbox.server.port, "", "", starttls=True, tls=False)
    outcome, reason = send(server)
    assert (outcome, "STARTTLS" in reason) == (Outcome.LATER, True)
    assert mailbox.handler.taken == []


def test_a_server_that_asks_for_no_login_and_gets_one_is_tried_again(mailbox: Mailbox) -> None:
    server = MailServer("127.0.0.1", mailbox.server.port, "user", "secret", starttls=False, tls=False)
    outcome, reason = send(server)
    assert outcome is Outcome.LATER
    assert "secret" not in reason


def test_a_wrong_login_is_tried_again_and_a_right_one_is_used() -> None:
    def check(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
        return AuthResult(success=getattr(data, "password", b"") == b"right")

    with mail_server(authenticator=check, auth_require_tls=False) as box:
        for password, outcome in (("wrong", Outcome.LATER), ("right", Outcome.TAKEN)):
            server = MailServer("127.0.0.1", box.server.port, "user", password, starttls=False, tls=False)
            assert send(server, limits=Limits(wait=1, envelope=2, answer=5))[0] is outcome
