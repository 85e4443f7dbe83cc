"""The deliver stage: one digest to the mail server, at most once.

claim (ready -> claimed), connect, MAIL, RCPT, begin_handover (claimed -> handing_over), DATA, settle. Each change of
state is a transaction of its own, and none is open while the mail server is talked to. Wherever a worker dies,
`repair_attempts` finds what it had in hand: what was not handed over yet is ready again, the rest is `unknown`, which
staff settle, unless the answer still comes.
"""

import logging
import time
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from notifications.attempts import Attempt, begin_handover, claim, finish, put_back
from notifications.models.delivery import State
from notifications.smtp import Answer, Letter, Limits, Outcome, hand_over
from notifications.suppressing import suppress_bounced

log = logging.getLogger(__name__)

# The answer is worth waiting for: without it the digest becomes `unknown`.
PAUSES_WITHOUT_DATABASE = (1, 3, 9, 27)
STATE_OF = {Outcome.TAKEN: State.SENT, Outcome.REFUSED: State.REFUSED, Outcome.LOST: State.UNKNOWN}


def deliver(digest_id: int, at: datetime) -> Outcome | None:
    """Deliver a digest that is ready. None: there was nothing to deliver, or it is not wanted any more."""
    attempt = claim(digest_id, at)
    if attempt is None:
        return None
    answer = hand_over(settings.MAIL_SERVER, _letter(attempt), _limits(), lambda: begin_handover(attempt))
    _record(attempt, answer, at)
    what = {"digest_id": digest_id, "attempt": attempt.number, "outcome": answer.outcome.name, "answer": answer.text}
    log.info("A delivery was attempted", extra=what)
    return answer.outcome


def _letter(attempt: Attempt) -> Letter:
    site = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    _name, sender = parseaddr(settings.MAIL_FROM)
    return Letter(site, sender, attempt.address, attempt.message)


def _limits() -> Limits:
    """All that comes before DATA fits into the lease, with time to spare for the database."""
    envelope = settings.LEASE_SECONDS * 2 / 3
    return Limits(min(settings.EMAIL_TIMEOUT, envelope), envelope, settings.MAIL_ANSWER_SECONDS)


def _record(attempt: Attempt, answer: Answer, at: datetime) -> None:
    for pause in PAUSES_WITHOUT_DATABASE:
        try:
            return _settle(attempt, answer, at)
        except (OperationalError, InterfaceError):
            log.warning("An answer could not be recorded yet", extra={"digest_id": attempt.digest_id})
            connection.close()
            time.sleep(pause)
    return _settle(attempt, answer, at)


def _settle(attempt: Attempt, answer: Answer, at: datetime) -> None:
    if answer.outcome is Outcome.WITHDRAWN:
        return
    if answer.outcome is Outcome.LATER:
        put_back(attempt, answer.text, at)
    elif not finish(attempt, STATE_OF[answer.outcome], answer.text, at):
        log.warning("An attempt was settled otherwise before its answer", extra={"digest_id": attempt.digest_id})
    if answer.outcome is Outcome.REFUSED and answer.of_recipient:
        suppress_bounced(attempt.address, answer.text, at)


REPAIR = """
    WITH lost AS (
        SELECT digest_id, state FROM notifications_delivery
        WHERE state IN ('claimed', 'handing_over') AND lease_until < clock_timestamp()
        ORDER BY digest_id FOR UPDATE SKIP LOCKED
    )
    UPDATE notifications_delivery AS delivery
    SET state = CASE lost.state WHEN 'claimed' THEN 'ready' ELSE 'unknown' END,
        settled_at = CASE lost.state WHEN 'handing_over' THEN %(at)s::timestamptz END,
        answer = CASE lost.state WHEN 'handing_over' THEN %(answer)s ELSE delivery.answer END,
        attempt_token = CASE lost.state WHEN 'handing_over' THEN delivery.attempt_token END,
        lease_until = NULL
    FROM lost WHERE delivery.digest_id = lost.digest_id
    RETURNING delivery.digest_id, delivery.state
"""


def repair_attempts(at: datetime) -> dict[int, str]:
    """End the attempts whose lease ran out. Returns the new state of each digest."""
    answer = "The worker was lost after the message was handed over."
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REPAIR, {"at": at, "answer": answer})
        repaired = dict(cursor.fetchall())
    for digest_id, state in repaired.items():
        log.warning("An attempt to deliver was lost", extra={"digest_id": digest_id, "now": state})
    return repaired
