"""Stages wake each other by task name. A message is a hint: one that cannot be published is counted, never raised."""

import logging
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from amqp.exceptions import AMQPError
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import KombuError
from kombu.exceptions import OperationalError as BrokerUnavailable

from config.prepared import prepared_cursor
from ingest.publishing import publisher

log = logging.getLogger(__name__)

NOT_TAKEN = (BrokerUnavailable, KombuError, AMQPError, OSError)

TASK_OF = {
    "dispatch": "ingest.tasks.dispatch_due_companies",
    "index": "search.tasks.index_postings",
    "match": "notifications.tasks.match_postings",
    "digest": "notifications.tasks.build_digests",
    "mail": "notifications.tasks.dispatch_digests",
}


def wake(stage: str, *args: Any) -> None:  # noqa: ANN401  Task arguments: ids only.
    """Queue the stage's task after commit, unless a wake-up of it is on its way already."""
    transaction.on_commit(lambda: _wake_now(stage, args))


def begun(stage: str) -> None:
    """The stage's task has started: rows that come from now on need a new wake-up."""
    with prepared_cursor() as cursor:
        cursor.execute("UPDATE ingest_stage SET queued_until = NULL WHERE name = %s", [stage])


def _wake_now(stage: str, args: Sequence[Any]) -> None:
    if not may_publish():
        return
    seconds = 4 * settings.SWEEP_SECONDS
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            -- Whoever holds the row wakes the stage, or just began it and looks at what is there by now: nobody waits.
            WITH free AS (
                SELECT name FROM ingest_stage
                WHERE name = %(stage)s AND (queued_until IS NULL OR queued_until < clock_timestamp())
                FOR UPDATE SKIP LOCKED
            ), woken AS (
                UPDATE ingest_stage AS s SET queued_until = clock_timestamp() + make_interval(secs => %(seconds)s)
                FROM free WHERE s.name = free.name RETURNING s.name
            ), made AS (
                INSERT INTO ingest_stage (name, queued_until, publish_failures)
                SELECT %(stage)s, clock_timestamp() + make_interval(secs => %(seconds)s), 0
                WHERE NOT EXISTS (SELECT FROM ingest_stage WHERE name = %(stage)s)
                ON CONFLICT DO NOTHING RETURNING name
            )
            SELECT FROM woken UNION ALL SELECT FROM made
            """,
            {"stage": stage, "seconds": seconds},
        )
        if not cursor.rowcount:
            return
    if not publish(TASK_OF[stage], args, expires=seconds):
        begun(stage)


def publish(task: str, args: Sequence[Any], *, expires: float) -> bool:
    """Publish one message, confirmed by the broker; False, counted and logged, if it did not take it within seconds."""
    try:
        current_app.send_task(task, args=tuple(args), expires=expires)
    except NOT_TAKEN as error:
        _note_failure(task, error)
        return False
    return True


def publish_all(task: str, messages: Sequence[Sequence[Any]], *, expires: float) -> int:
    """How many of the messages, from the first, the broker took, each confirmed. The others may come all the same."""
    if settings.IN_MEMORY_BROKER or len(messages) == 1:
        taken = takewhile(lambda args: publish(task, args, expires=expires), messages)
        return sum(1 for _ in taken)
    try:
        return publisher.publish(task, messages, expires=expires)
    except NOT_TAKEN as error:
        _note_failure(task, error)
        return 0


def _note_failure(task: str, error: Exception) -> None:
    log.warning("A message could not be published", extra={"task": task, "reason": str(error)[:200]})
    count_failure(next((name for name, known in TASK_OF.items() if known == task), task.rpartition(".")[2][:20]))


def may_publish() -> bool:
    """Whether the broker can be reached from this process: the in-memory one only from the standalone process."""
    return not settings.IN_MEMORY_BROKER or bool(getattr(current_app, "is_standalone", False))


def count_failure(name: str) -> None:
    """Count what could not be handed over to somebody else, for staff to see."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ingest_stage AS s (name, publish_failures, failed_at) VALUES (%s, 1, clock_timestamp())
            ON CONFLICT (name) DO UPDATE
            SET publish_failures = s.publish_failures + 1, failed_at = clock_timestamp()
            """,
            [name],
        )
