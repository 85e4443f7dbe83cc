"""Makes compose's secrets on first start: `python -m deploy.compose.make_secrets APP POSTGRES RABBITMQ`, three folders.

Each service sees only the folder with its own. What exists stays; RabbitMQ's definitions are written anew each time,
so that a new release brings its queues and policies along.
"""

import json
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from config.broker_definitions import definitions_for

APP_USER = 10001  # The user of the Dockerfile.
NAME = "rolewatch"
RABBITMQ = """\
load_definitions = /etc/rabbitmq/conf.d/definitions.json
vm_memory_high_watermark.absolute = 600MB
disk_free_limit.absolute = 500MB
log.console = true
log.console.level = warning
"""


def main(app: Path, postgres: Path, rabbitmq: Path) -> None:
    """The folders hold, in this order: what our processes read, PostgreSQL's password, RabbitMQ's configuration."""
    _keep(app / "secret_key", lambda: secrets.token_urlsafe(50))
    database = _keep(postgres / "password", lambda: secrets.token_urlsafe(24))
    broker = _keep(app / "broker_password", lambda: secrets.token_urlsafe(24))
    _write(app / "database_url", f"postgres://{NAME}:{database}@postgres:5432/{NAME}")
    _write(app / "broker_url", f"amqp://{NAME}:{broker}@rabbitmq:5672//")
    _write(rabbitmq / "definitions.json", json.dumps(definitions_for(NAME, broker)))
    _write(rabbitmq / "90-rolewatch.conf", RABBITMQ)
    for path in app.iterdir():
        os.chown(path, APP_USER, APP_USER)
        path.chmod(0o400)


def _keep(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        _write(path, make())
    return path.read_text()


def _write(path: Path, text: str) -> None:
    """Whole or not at all. The volume is seen by one service only, whose user has a number of its own."""
    making = path.with_suffix(".making")
    making.write_text(text)
    making.chmod(0o444)
    making.rename(path)


if __name__ == "__main__":
    main(*(Path(folder) for folder in sys.argv[1:]))
