"""When a company is visited next, and whether at all: decided at the end of each of its visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.prepared import prepared_cursor
from ingest.closing import BELIEVED_AFTER, CLOSES_AFTER
from ingest.failing import GONE_AFTER
from ingest.intervals import after_host, interval, look_again, retry, spread
from ingest.models.run import Outcome
from ingest.outcome import BoardOutcome, worst
from ingest.rhythm import Rhythm
from ingest.schedule import Claim

# A board that is gone is asked again once a day, and no more when it has been gone for so long.
ASK_GONE_AGAIN = timedelta(days=1)
PAUSED_AFTER = timedelta(days=7)
PAUSED_FOR_GONE = "its board is gone"

DECIDABLE_AT = """
SELECT min(moment) FROM (
    SELECT CASE a.state WHEN 'missing' THEN a.since + make_interval(secs => %s)
           ELSE greatest(a.since + make_interval(secs => %s), a.refused_until) END AS moment
    FROM ingest_absence AS a JOIN ingest_board AS b ON b.id = a.board_id WHERE b.company_id = %s
) AS decidable WHERE moment > %s
"""


@dataclass(frozen=True, slots=True)
class NextVisit:
    """`paused_reason`: why there is no next visit until staff resume the company; empty where there is one."""

    at: datetime
    failures: int
    rhythm: Rhythm
    paused_reason: str = ""


def next_visit(claim: Claim, outcomes: Sequence[BoardOutcome], at: datetime) -> NextVisit:
    """After a success, about an interval later, or as soon as something absent can be decided.

    After failures, later and later; where nothing failed but a host wants to be left alone, after that.
    """
    decisive = worst(list(outcomes))
    if decisive is None or not decisive.failed:
        rhythm = _after(claim.rhythm, outcomes, at)
        return NextVisit(_after_reading(claim, outcomes, rhythm, at), 0, rhythm)
    failures = claim.failures + decisive.failed_itself
    gone_at = [outcome.gone_at for outcome in outcomes if outcome.outcome == Outcome.GONE]
    if len(gone_at) == len(outcomes):
        return _after_gone(claim, max(moment or at for moment in gone_at), failures, at)
    return NextVisit(_after_failure(claim, decisive, failures, at), failures, claim.rhythm)


def _after(rhythm: Rhythm, outcomes: Sequence[BoardOutcome], at: datetime) -> Rhythm:
    return rhythm.after(
        at,
        changed=any(outcome.moved for outcome in outcomes),
        requests=sum(outcome.requests for outcome in outcomes),
        received=sum(outcome.received_bytes for outcome in outcomes),
    )


def _after_reading(claim: Claim, outcomes: Sequence[BoardOutcome], rhythm: Rhythm, at: datetime) -> datetime:
    waits = [outcome.retry_after for outcome in outcomes if outcome.retry_after is not None]
    if waits:
        return after_host(at, max(waits))
    wait = interval(rhythm.change_rate, rhythm.followers, rhythm.cost)
    again = spread(at, wait, claim.company_id)
    if any(outcome.missing or outcome.held for outcome in outcomes):
        decidable = decidable_after(claim.company_id, at)
        if decidable is not None:
            return min(again, look_again(decidable))
    return again


def _after_failure(claim: Claim, failed: BoardOutcome, failures: int, at: datetime) -> datetime:
    wait = failed.retry_after or timedelta(0)
    if failed.failed_itself:
        return retry(at, failures, wait)
    if wait:
        return after_host(at, wait)
    rhythm = claim.rhythm
    return spread(at, interval(rhythm.change_rate, rhythm.followers, rhythm.cost), claim.company_id)


def after_fault(claim: Claim, at: datetime) -> NextVisit:
    """A fault of ours ended the visit: it is not tried again at once and for ever."""
    failures = claim.failures + 1
    return NextVisit(retry(at, failures, timedelta(0)), failures, claim.rhythm)


def _after_gone(claim: Claim, gone_at: datetime, failures: int, at: datetime) -> NextVisit:
    """All boards are gone: confirmed after hours, asked again for days, and then left until staff know more."""
    if at - gone_at >= PAUSED_AFTER:
        reason = f"{PAUSED_FOR_GONE}: the vendor has said since {gone_at:%-d %B %Y} that it does not exist"
        return NextVisit(at + ASK_GONE_AGAIN, failures, claim.rhythm, reason)
    confirmed_at = gone_at + GONE_AFTER
    if at < confirmed_at:
        return NextVisit(look_again(confirmed_at), failures, claim.rhythm)
    return NextVisit(spread(at, ASK_GONE_AGAIN, claim.company_id), failures, claim.rhythm)


def decidable_after(company_id: int, at: datetime) -> datetime | None:
    """The first moment after `at` at which a complete listing can close, or believe, something that is absent now.

    What could have been decided already, and was not, is no reason to hurry.
    """
    with prepared_cursor() as cursor:
        cursor.execute(DECIDABLE_AT, [CLOSES_AFTER.total_seconds(), BELIEVED_AFTER.total_seconds(), company_id, at])
        row = cursor.fetchone()
    moment: datetime | None = row[0]
    return moment
