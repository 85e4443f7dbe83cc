"""What waits in a queue of RabbitMQ."""

from kombu import Connection, Message, Queue


def take_all(url: str, name: str) -> list[Message]:
    """Take every message out of the queue."""
    taken: list[Message] = []
    with Connection(url) as broker:
        queue = Queue(name, no_declare=True).bind(broker.channel())
        while message := queue.get(no_ack=True):
            taken.append(message)
    return taken
