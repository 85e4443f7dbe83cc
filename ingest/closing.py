"""What a complete listing says about the postings that it no longer shows. The only place that closes by absence.

- absent once: missing; absent again at a complete listing at least an hour later: closed;
- an empty listing, or one that lacks more than half of a board with more than 20 open postings, would make too many
  missing at once: those are held instead, and believed when a complete listing at least 6 hours later lacks the same
  ones, unless staff refused to;
- whatever is shown again is neither.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config.prepared import prepared_cursor
from ingest.models import Absence
from ingest.models.posting import ClosedReason
from ingest.rows import lock_stages

CLOSES_AFTER = timedelta(hours=1)
BELIEVED_AFTER = timedelta(hours=6)
REFUSAL = timedelta(days=7)
# Smaller boards may lose half of their postings in a day.
LARGE = 20


@dataclass(frozen=True, slots=True)
class Open:
    """An open posting of the board, with its absence if it has one."""

    id: int
    external_id: str
    state: str | None = None
    since: datetime | None = None
    refused_until: datetime | None = None


@dataclass(slots=True)
class Decision:
    """Posting ids, by what becomes of them. `held_again`: held ones whose six hours start anew."""

    missing: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    held_again: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    still_held: int = 0
    still_missing: int = 0


def decide(postings: Sequence[Open], seen: Collection[str], at: datetime, *, new: int = 0) -> Decision:
    """What becomes of a board's open postings, given the ids that a complete listing showed at `at`.

    `new` of them are open only since this very listing: a board that replaced most of its postings lost them no less.
    """
    absent = [posting for posting in postings if posting.external_id not in seen]
    held_returned = any(p.state == Absence.State.HELD and p.external_id in seen for p in postings)
    decision = _decide_absent(absent, at, held_returned=held_returned)
    decision.returned = [p.id for p in postings if p.state and p.external_id in seen]
    fresh = [posting.id for posting in absent if posting.state is None]
    before = len(postings) - new
    too_many = not seen or (before > LARGE and 2 * len(absent) > before)
    (decision.held if too_many else decision.missing).extend(fresh)
    return decision


def decide_unchanged(absent: Sequence[Open], at: datetime) -> Decision:
    """What becomes of the postings with an absence when the listing is the same as the last complete one."""
    return _decide_absent(absent, at, held_returned=False)


def _decide_absent(absent: Sequence[Open], at: datetime, *, held_returned: bool) -> Decision:
    decision = Decision()
    _decide_held(decision, [p for p in absent if p.state == Absence.State.HELD], at, held_returned=held_returned)
    for posting in absent:
        if posting.state == Absence.State.MISSING:
            _decide_missing(decision, posting, at)
    return decision


def _decide_missing(decision: Decision, posting: Open, at: datetime) -> None:
    if posting.since and at - posting.since >= CLOSES_AFTER:
        decision.closed.append(posting.id)
    else:
        decision.still_missing += 1


def _decide_held(decision: Decision, held: Sequence[Open], at: datetime, *, held_returned: bool) -> None:
    """Held ones become missing when the same ones lack again; if some came back, the listing is not trusted yet."""
    if held_returned:
        decision.held_again.extend(posting.id for posting in held)
        return
    for posting in held:
        refused = posting.refused_until is not None and posting.refused_until > at
        if posting.since and at - posting.since >= BELIEVED_AFTER and not refused:
            decision.missing.append(posting.id)
        else:
            decision.still_held += 1


def open_postings(board_id: int) -> list[Open]:
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.external_id, a.state, a.since, a.refused_until
            FROM ingest_posting p LEFT JOIN ingest_absence a ON a.posting_id = p.id
            WHERE p.board_id = %s AND p.status = 'open' ORDER BY p.id
            """,
            [board_id],
        )
        return [Open(*row) for row in cursor.fetchall()]


def absent_postings(board_id: int) -> list[Open]:
    """The open postings with an absence: all that an unchanged listing can say something about."""
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.external_id, a.state, a.since, a.refused_until
            FROM ingest_absence a JOIN ingest_posting p ON p.id = a.posting_id
            WHERE a.board_id = %s AND p.status = 'open' ORDER BY p.id
            """,
            [board_id],
        )
        return [Open(*row) for row in cursor.fetchall()]


def apply(decision: Decision, board_id: int, at: datetime) -> None:
    """Write a decision. Needs a fenced transaction."""
    _forget(decision.returned)
    _mark(decision.missing, board_id, Absence.State.MISSING, at)
    _mark(decision.held + decision.held_again, board_id, Absence.State.HELD, at)
    close(decision.closed, ClosedReason.ABSENT, at)


def close(posting_ids: Sequence[int], reason: ClosedReason, at: datetime) -> None:
    """Close postings for good, until they are listed again. Needs a transaction."""
    if not posting_ids:
        return
    lock_stages(posting_ids)
    _forget(posting_ids)
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            WITH closed AS (
                UPDATE ingest_posting SET status = 'closed', closed_at = %s, closed_reason = %s
                WHERE id = ANY(%s) AND status = 'open' RETURNING id
            )
            UPDATE ingest_postingstage AS s SET version = s.version + 1, detail_due_at = NULL
            FROM closed WHERE s.posting_id = closed.id
            """,
            [at, reason, list(posting_ids)],
        )


def refuse_held(board_ids: Sequence[int], at: datetime) -> int:
    """Staff do not believe that the held postings are gone: not for a week, for this set. Returns how many."""
    held = Absence.objects.filter(board_id__in=board_ids, state=Absence.State.HELD)
    return held.update(refused_until=at + REFUSAL)


def believe_held(board_ids: Sequence[int], at: datetime) -> int:
    """Staff know that the held postings are gone: the next complete listing without them makes them missing."""
    held = Absence.objects.filter(board_id__in=board_ids, state=Absence.State.HELD)
    return held.update(since=at - BELIEVED_AFTER, refused_until=None)


def _forget(posting_ids: Sequence[int]) -> None:
    if posting_ids:
        Absence.objects.filter(posting_id__in=posting_ids).delete()


def _mark(posting_ids: Sequence[int], board_id: int, state: Absence.State, at: datetime) -> None:
    if not posting_ids:
        return
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ingest_absence (posting_id, board_id, state, since)
            SELECT id, %s, %s, %s FROM unnest(%s::bigint[]) AS id ORDER BY id
            ON CONFLICT (posting_id) DO UPDATE SET state = excluded.state, since = excluded.since, refused_until = NULL
            """,
            [board_id, state, at, list(posting_ids)],
        )
