"""Whether the broker answers, asked for health and by the watchdog."""

from amqp.exceptions import AMQPError
from celery import Celery
from kombu.exceptions import KombuError


def broker_answers(app: Celery) -> bool:
    """Tries twice, for four seconds at most."""
    connection = app.connection_for_write(connect_timeout=2)
    try:
        connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=4)
    except (OSError, KombuError, AMQPError):
        return False
    else:
        return True
    finally:
        connection.release()
