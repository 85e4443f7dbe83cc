"""The tasks of search: each calls one function."""

from typing import Any

from celery import shared_task

from config.clock import clock
from ingest import stages
from search import drift, indexing


@shared_task
def index_postings(after_id: int = 0, **_newer: Any) -> None:  # noqa: ANN401  Arguments of other releases.
    stages.begun("index")
    go_on = indexing.index_page(after_id, clock.now())
    if go_on is not None:
        stages.wake("index", go_on)


@shared_task
def repair_index(**_newer: Any) -> None:  # noqa: ANN401  Arguments of other releases.
    if drift.repair_all():
        stages.wake("index")
