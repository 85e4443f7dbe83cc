"""One message to a mail server, command by command, so that the moment of handing over is known.

Nobody can know whether a server took a message whose final answer was lost. What fails before the server asked for the
message may be tried again; what fails after that, without an answer, is `LOST`, even if not all of it went out.
"""

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from config.mail import MailServer
from notifications.one_line import one_line
from notifications.smtp_conversation import Conversation

LONGEST_ANSWER = 500
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
GO_AHEAD = 354


class Outcome(Enum):
    TAKEN = "the server took it"
    LATER = "not taken, and may be tried again"
    REFUSED = "refused for good"
    LOST = "handed over, and the answer was lost"
    WITHDRAWN = "not handed over, because the attempt lost its claim"


@dataclass(frozen=True, slots=True)
class Answer:
    """`of_recipient`: what was refused is the address, not this message."""

    outcome: Outcome
    text: str
    of_recipient: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """`site` is how we introduce ourselves; `sender` and `recipient` are plain addresses in ASCII."""

    site: str
    sender: str
    recipient: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for one wait and for all of them before DATA, and from DATA to the final answer."""

    wait: float
    envelope: float
    answer: float


def hand_over(server: MailServer, letter: Letter, limits: Limits, may_hand_over: Callable[[], bool]) -> Answer:
    """Introduce the message, ask `may_hand_over`, and only then send it. Whatever a server does becomes an answer."""
    conversation = Conversation(letter.site)
    try:
        conversation.allow(limits.envelope, limits.wait)
        conversation.open(server)
        refused = _envelope(conversation, letter)
        if refused:
            return refused
        if not may_hand_over():
            return Answer(Outcome.WITHDRAWN, "")
        conversation.allow(limits.answer)
        return _data(conversation, letter.message)
    except (OSError, smtplib.SMTPException) as error:
        return Answer(Outcome.LATER, _reason(error))
    finally:
        conversation.hang_up()


def _envelope(conversation: Conversation, letter: Letter) -> Answer | None:
    """MAIL and RCPT. A refused sender is our own mistake, which an operator can mend: try again."""
    code, text = conversation.mail(letter.sender)
    if not _is_yes(code):
        return Answer(Outcome.LATER, _answer(code, text))
    code, text = conversation.rcpt(letter.recipient)
    if not _is_yes(code):
        return Answer(_judged(code, Outcome.LATER), _answer(code, text), of_recipient=True)
    return None


def _data(conversation: Conversation, message: bytes) -> Answer:
    code, text = conversation.docmd("DATA")
    if code != GO_AHEAD:
        return Answer(_judged(code, Outcome.LATER), _answer(code, text))
    try:
        conversation.send(LEADING_DOT.sub(b"..", message) + b".\r\n")
        code, text = conversation.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Answer(Outcome.LOST, _reason(error))
    return Answer(Outcome.TAKEN if _is_yes(code) else _judged(code, Outcome.LOST), _answer(code, text))


def _is_yes(code: int) -> bool:
    return 200 <= code < 300  # noqa: PLR2004  RFC 5321, 4.2.1.


def _judged(code: int, otherwise: Outcome) -> Outcome:
    """What a reply that is no yes means; `otherwise` for one that is no SMTP."""
    if 400 <= code < 500:  # noqa: PLR2004  RFC 5321, 4.2.1.
        return Outcome.LATER
    if 500 <= code < 600:  # noqa: PLR2004  RFC 5321, 4.2.1.
        return Outcome.REFUSED
    return otherwise


def _answer(code: int, text: bytes) -> str:
    return one_line(f"{code} {text.decode('utf-8', 'replace')}")[:LONGEST_ANSWER]


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        return _answer(error.smtp_code, text)
    return one_line(f"{type(error).__name__}: {error}")[:LONGEST_ANSWER]
