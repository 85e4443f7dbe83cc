"""Celery tasks of ingestion: ids in, one call each, safe to run twice and at the same time.

`**_kwargs` lets a message of an older or newer release run.
"""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.conf import settings

from config.clock import clock
from ingest import dispatch, stages
from ingest.crawl import crawl
from ingest.schedule import claim

URGENT_SECONDS = 20


@shared_task
def dispatch_due_companies(**_kwargs: Any) -> None:  # noqa: ANN401
    stages.begun("dispatch")
    dispatch.dispatch(clock.now())


@shared_task
def ingest_company(company_id: int, ticket: str, **_kwargs: Any) -> None:  # noqa: ANN401
    held = claim(company_id, UUID(ticket))
    if held is not None:
        crawl(held, clock.now(), slice_seconds=settings.SLICE_SECONDS)
        dispatch.wake_when_low()


@shared_task
def ingest_company_now(company_id: int, ticket: str, **_kwargs: Any) -> None:  # noqa: ANN401
    """Somebody waits for it. A large board goes on like any other, so that nobody waits behind it for long."""
    held = claim(company_id, UUID(ticket))
    if held is not None:
        crawl(held, clock.now(), slice_seconds=min(settings.SLICE_SECONDS, URGENT_SECONDS))
