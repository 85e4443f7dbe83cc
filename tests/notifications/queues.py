"""What lies in RabbitMQ's queues, taken out as a worker would."""

from typing import Any

from celery import current_app


def take(*queues: str) -> tuple[str, list[Any]] | None:
    """The first message of the first of these queues that has one, as (task, arguments)."""
    with current_app.connection_for_read() as broker, broker.channel() as opened:
        channel: Any = opened
        for name in queues:
            message = channel.basic_get(name, no_ack=True)
            if message:
                received = channel.message_to_python(message)
                return received.headers["task"], received.payload[0]
    return None
