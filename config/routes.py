"""Which task goes to which queue: a literal table, the same for every publisher."""

from typing import Any

QUEUE_OF = {
    "ingest.tasks.dispatch_due_companies": "dispatch",
    "ingest.tasks.ingest_company": "ingest",
    "ingest.tasks.ingest_company_now": "urgent",
    "search.tasks.index_postings": "index",
    "search.tasks.repair_index": "index",
    "notifications.tasks.match_postings": "match",
    "notifications.tasks.build_digests": "match",
    "notifications.tasks.dispatch_digests": "dispatch",
    "notifications.tasks.deliver_digest": "mail",
    "notifications.tasks.deliver_instant_digest": "urgent",
    "operations.tasks.sweep": "dispatch",
    "operations.tasks.keep_partitions": "dispatch",
    "operations.tasks.check_promise": "dispatch",
    "operations.tasks.forget_told": "dispatch",
    "operations.tasks.count_followers": "dispatch",
}


def route(name: str, *_args: Any, **_options: Any) -> dict[str, str]:  # noqa: ANN401  Celery passes what it likes.
    queue = QUEUE_OF.get(name, "dispatch")
    return {"queue": queue, "routing_key": queue}
