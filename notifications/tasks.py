"""Celery tasks of matching and mail: ids in, one call each, safe to run twice and at the same time.

`**_kwargs` lets a message of an older or newer release run.
"""

from typing import Any

from celery import shared_task

from config.clock import clock
from ingest import stages
from notifications import digests, mail_queue, work
from notifications.delivery import deliver, repair_attempts
from notifications.matching import match_page


@shared_task
def match_postings(_after_id: int = 0, **_kwargs: Any) -> None:  # noqa: ANN401
    """A page, then itself. The rows themselves say what is left, so that a cursor is not needed."""
    stages.begun("match")
    at = clock.now()
    if match_page(at):
        stages.wake("match")
    if work.has_digests(at):
        stages.wake("digest")


@shared_task
def build_digests(after_id: int = 0, **_kwargs: Any) -> None:  # noqa: ANN401
    stages.begun("digest")
    at = clock.now()
    next_id = digests.build_page(after_id, at)
    if next_id is not None:
        stages.wake("digest", next_id)
    if work.has_mail(at):
        stages.wake("mail")


@shared_task
def dispatch_digests(**_kwargs: Any) -> None:  # noqa: ANN401
    stages.begun("mail")
    at = clock.now()
    repair_attempts(at)
    mail_queue.dispatch(at)


@shared_task
def deliver_digest(digest_id: int, **_kwargs: Any) -> None:  # noqa: ANN401
    at = clock.now()
    deliver(digest_id, at)
    mail_queue.wake_when_low(at)


@shared_task
def deliver_instant_digest(digest_id: int, **_kwargs: Any) -> None:  # noqa: ANN401
    deliver_digest(digest_id)
