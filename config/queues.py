"""The queues, by cost and urgency. Web, worker and beat declare the same ones.

A worker process consumes exactly one queue: a quorum queue gives each of its consumers a prefetch window of its own, so
that a process on three queues would take three messages for each free slot.
"""

from typing import Any

from kombu import Exchange, Queue

# A topic exchange, because native delayed delivery of quorum queues needs one (Celery's guide, "Using Quorum Queues").
EXCHANGE = Exchange("rolewatch", type="topic", durable=True)
NAMES = ("dispatch", "ingest", "index", "match", "mail", "urgent")
# Threads of a worker process: many where a task waits for the network, few where PostgreSQL does the work.
SLOTS = {"dispatch": 2, "ingest": 8, "index": 2, "match": 2, "mail": 4, "urgent": 2}


def _queue(name: str) -> Queue:
    # The delivery limit and the dead-letter exchange come from a broker policy: arguments cannot change afterwards.
    return Queue(name, EXCHANGE, routing_key=name, durable=True, queue_arguments={"x-queue-type": "quorum"})


QUEUES = [_queue(name) for name in NAMES]


def transport_options(url: str) -> dict[str, Any]:
    """Publishing is confirmed, and ends within seconds where the broker is away or blocks: kombu has no end of its own.

    The in-memory broker polls once a second by default, four tasks in a second.
    """
    if url.startswith("memory"):
        return {"polling_interval": 0.02}
    return {"confirm_publish": True, "read_timeout": 3, "write_timeout": 3, "connect_timeout": 3}
