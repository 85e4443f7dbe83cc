"""Errors go to Sentry where SENTRY_DSN is set, without what belongs to a person: addresses, tokens, cookies."""

import logging

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

from config.scrubbing import scrubbed

# Said by Sentry and by the program itself, and no place where a person's data can be.
UNTOUCHED = frozenset(
    {
        "event_id",
        "timestamp",
        "level",
        "platform",
        "release",
        "environment",
        "sdk",
        "modules",
        "server_name",
        "stacktrace",
    }
)


def start_sentry() -> None:
    """Called once by every process: web, worker and beat."""
    if not settings.SENTRY_DSN:
        return
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=settings.VERSION,
        integrations=[
            DjangoIntegration(),
            CeleryIntegration(),
            LoggingIntegration(level=logging.INFO, event_level=logging.ERROR),
        ],
        send_default_pii=False,
        # Local variables hold whole postings and addresses, and bodies hold passwords.
        include_local_variables=False,
        max_request_body_size="never",
        before_send=before_send,
    )


def before_send(event: Event, _hint: Hint) -> Event:
    event.pop("user", None)
    return {key: value if key in UNTOUCHED else scrubbed(value) for key, value in event.items()}  # type: ignore[return-value]
