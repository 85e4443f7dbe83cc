"""Gunicorn's settings: `gunicorn --config python:config.gunicorn config.wsgi`; WEB_CONCURRENCY is its own variable."""

import os
import sys
from typing import Any

import django
from django.core.management.base import CommandError

from config.preflight import preflight

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 30


def on_starting(_server: Any) -> None:  # noqa: ANN401  Gunicorn's signature.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    try:
        preflight()
    except CommandError as error:
        sys.exit(str(error))
