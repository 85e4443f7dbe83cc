"""The details that are due on a board: fetched a few at a time, parsed, and written in batches.

A failed detail is not an absence: it is tried again later, and the posting stays.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ingest.content import Content, content_of, parsed_of
from ingest.deadlocks import deadlocks_retried
from ingest.fetching import Answer, FetchFailed, fetch
from ingest.host_trouble import note_trouble
from ingest.models.run import Outcome
from ingest.rows import SEEN_AGAIN, UPDATE, hexadecimal, lock_stages, write
from ingest.schedule import fenced
from ingest.sources.types import MalformedPayload
from ingest.stored import contents_of
from ingest.upsert import row_of
from ingest.visit import Visit

AT_ONCE = 4
BATCH = 40
AGAIN_AFTER = timedelta(days=14)
RETRY_AFTER = timedelta(hours=8)
# A vendor that refuses this many in a row is left alone until the next visit.
MOST_FAILURES_IN_A_ROW = 5
# The vendor's time, or the visit's, is up: what was not asked by then is asked at the next visit.
PUT_OFF = frozenset({Outcome.THROTTLED, Outcome.DEADLINE})


@dataclass(frozen=True, slots=True)
class Due:
    """`is_counted`: the listing counted it as new or changed at this moment, or it never had its detail."""

    id: int
    external_id: str
    listing_hash: bytes
    is_counted: bool


@dataclass(slots=True)
class DetailsRead:
    """What came of one batch. `changed`: postings of which only the detail says something else than before.

    `completed`: those that are counted already, and are rewritten all the same.
    """

    changed: int = 0
    completed: int = 0
    failed: list[str] = field(default_factory=list)
    requests: int = 0
    received: int = 0
    refused: FetchFailed | None = None
    is_last: bool = False


def read_due(visit: Visit) -> Iterator[DetailsRead]:
    """Read all details that are due, a batch at a time. Ends early when the vendor throttles or fails again and again.

    Due are new, changed and failed ones, and those of two weeks ago. Four threads of the task's own ask for them; the
    host's budget, which all workers share, bounds them all. No event loop: 200 answers of 20 ms each, four at a time,
    took the threads 1.18 s and 0.19 s of CPU, httpx's own loop 1.33 s and 0.41 s.
    """
    due = due_on(visit.board.id, visit.at)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="detail") as pool:
        for batch in _batches(due):
            answers = list(pool.map(lambda posting: _answer(visit, posting), batch))
            result = DetailsRead(is_last=batch[-1] is due[-1])
            _keep(visit, list(zip(batch, answers, strict=True)), result)
            if result.refused is not None:
                note_trouble(visit, result.refused)
            yield result
            if result.refused is not None:
                return


def due_on(board_id: int, at: datetime) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.external_id, p.listing_hash, s.detail_at IS NULL OR p.changed_at = %s
            FROM ingest_posting p JOIN ingest_postingstage s ON s.posting_id = p.id
            WHERE p.board_id = %s AND p.status = 'open' AND s.detail_due_at <= %s ORDER BY p.id
            """,
            [at, board_id, at],
        )
        return [Due(row[0], row[1], bytes(row[2]), row[3]) for row in cursor.fetchall()]


def next_due(board_id: int) -> datetime | None:
    """The earliest moment at which a detail of the board is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT min(s.detail_due_at) FROM ingest_posting p JOIN ingest_postingstage s ON s.posting_id = p.id
            WHERE p.board_id = %s AND p.status = 'open'
            """,
            [board_id],
        )
        moment: datetime | None = cursor.fetchone()[0]
        return moment


def _batches(due: Sequence[Due]) -> Iterator[Sequence[Due]]:
    return (due[start : start + BATCH] for start in range(0, len(due), BATCH))


def _answer(visit: Visit, posting: Due) -> Answer | FetchFailed | None:
    """The detail's answer; None where the listing says all that there is."""
    request = visit.source.detail_request(posting.external_id, visit.board.token)
    if request is None:
        return None
    try:
        return fetch(request, host=visit.host, deadline=visit.deadline, most=visit.source.most_bytes, is_detail=True)
    except FetchFailed as failure:
        return failure


def _keep(visit: Visit, answers: Sequence[tuple[Due, Answer | FetchFailed | None]], result: DetailsRead) -> None:
    known = contents_of([posting.id for posting, _ in answers])
    changed, same, failed = [], [], []
    for posting, answer in answers:
        result.requests += isinstance(answer, Answer) or (isinstance(answer, FetchFailed) and answer.was_asked)
        if isinstance(answer, FetchFailed) and answer.kind in PUT_OFF:
            # No failure of this posting: its detail stays due.
            continue
        if isinstance(answer, Answer):
            visit.kept.detail(posting.external_id, answer.url, answer.body)
        try:
            content = _completed(visit, posting, answer, known[posting.id])
        except (FetchFailed, MalformedPayload) as failure:
            if isinstance(failure, MalformedPayload):
                visit.kept.faults.append(f"{posting.external_id}: {failure}")
            failed.append(posting.id)
            result.failed.append(f"{posting.external_id}: {failure}")
            continue
        result.received += answer.received if isinstance(answer, Answer) else 0
        marks = {
            "id": posting.id,
            "detail_at": visit.at.isoformat(),
            "detail_due_at": (visit.at + AGAIN_AFTER).isoformat(),
        }
        if content.hash() != known[posting.id].hash():
            changed.append(row_of(content, posting.listing_hash, visit.board.company.name) | marks)
            result.changed += not posting.is_counted
            result.completed += posting.is_counted
        else:
            same.append({**marks, "listing_hash": hexadecimal(posting.listing_hash)})
    result.refused = _refusal([answer for _, answer in answers])
    _write(visit, changed, same, failed)


def _completed(visit: Visit, posting: Due, answer: Answer | FetchFailed | None, known: Content) -> Content:
    if isinstance(answer, FetchFailed):
        raise answer
    if answer is None:
        return known
    detail = visit.source.detail(answer.body, parsed_of(posting.external_id, known), visit.board.token)
    return content_of(detail).completed_by(known)


def _refusal(answers: Sequence[Answer | FetchFailed | None]) -> FetchFailed | None:
    """The failure that makes asking on pointless: the vendor throttles, or nothing at all came back."""
    failures = [answer for answer in answers if isinstance(answer, FetchFailed)]
    if put_off := next((f for f in failures if f.kind in PUT_OFF), None):
        return put_off
    return failures[0] if len(failures) == len(answers) >= MOST_FAILURES_IN_A_ROW else None


@deadlocks_retried
def _write(visit: Visit, changed: list[dict[str, Any]], same: list[dict[str, Any]], failed: list[int]) -> None:
    with fenced(visit.claim):
        lock_stages([*(row["id"] for row in (*changed, *same)), *failed])
        if changed:
            write(UPDATE, changed, at=visit.at)
        if same:
            write(SEEN_AGAIN, same)
        if failed:
            with connection.cursor() as cursor:
                cursor.execute(
                    """
                    UPDATE ingest_postingstage SET detail_failures = detail_failures + 1, detail_due_at = %s
                    WHERE posting_id = ANY(%s)
                    """,
                    [visit.at + RETRY_AFTER, failed],
                )
