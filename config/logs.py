"""One line per log record: a constant message, then its values as key=value."""

import logging
from typing import Any

_STANDARD = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "data"}


class LineFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  The name is the standard library's.
        extra = " ".join(f"{key}={value}" for key, value in record.__dict__.items() if key not in _STANDARD)
        line = super().formatMessage(record)
        return f"{line} {extra}" if extra else line


def logging_at(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything of this level to the console, but for what others say too often."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "config.logs.LineFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # They would log each request once more, with the login that an address may hold.
            "httpx": {"level": "WARNING"},
            "opensearch": {"level": "ERROR"},
            # They would log that each task came and ended, where a line of ours says what it did.
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            # With DEBUG, Django's own handler would say everything a second time.
            "django": {"handlers": []},
            # The mailbox's SMTP server would tell every command, waitress every moment with more requests than threads.
            "mail.log": {"level": "WARNING"},
            "waitress.queue": {"level": "ERROR"},
        },
    }
