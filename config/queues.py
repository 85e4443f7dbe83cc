"""The queues, by cost and urgency. Web, worker and beat declare the same ones.

A worker process consumes exactly one queue: a quorum queue gives each of its consumers a prefetch window of its own, so
that a process on three queues would take three messages for each free slot.
"""

from kombu import Exchange, Queue

# A topic exchange, because native delayed delivery of quorum queues needs one (Celery's guide, "Using Quorum Queues").
EXCHANGE = Exchange("rolewatch", type="topic", durable=True)
NAMES = ("dispatch", "ingest", "index", "match", "mail", "urgent")


def _queue(name: str) -> Queue:
    # The delivery limit and the dead-letter exchange come from a broker policy: arguments cannot change afterwards.
    return Queue(name, EXCHANGE, routing_key=name, durable=True, queue_arguments={"x-queue-type": "quorum"})


QUEUES = [_queue(name) for name in NAMES]
