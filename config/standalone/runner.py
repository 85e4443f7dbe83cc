"""Everything in one process: web pages, worker threads, beat, the mailbox's SMTP server, and PostgreSQL beside it.

The way down fits into five seconds, in the middle of a visit too: every stage is a query, so that what was cut off is
begun again at the next start.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.db import connections

from config.celery import app
from config.standalone import postgres
from config.standalone.beat import Beat
from config.standalone.ending import ignore_signals
from config.standalone.fresh_broker import forget_messages
from config.standalone.lock import running_lock
from config.standalone.mailbox import mailbox_folder
from config.standalone.place import place_of
from config.standalone.readiness import make_ready
from config.standalone.smtp import MailboxServer
from config.standalone.web import WebServer
from config.standalone.worker import Worker

# How long is waited for the end of each, at most; they end side by side.
WEB_SECONDS, BEAT_SECONDS, WORKER_SECONDS, POSTGRES_SECONDS = 0.5, 1.0, 0.5, 1


@contextmanager
def database() -> Iterator[None]:
    """Be the one process that runs here, with PostgreSQL up and migrated; it goes down at the end."""
    with ExitStack() as parts:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        parts.enter_context(running_lock(settings.VAR_DIR))
        if settings.STANDALONE:
            parts.callback(postgres.stop, place_of(settings.VAR_DIR), POSTGRES_SECONDS)
            make_ready()
        parts.callback(connections.close_all)
        # Whatever still runs when this is reached loses its database, and would say so at length.
        parts.callback(logging.disable, logging.CRITICAL)
        yield


@contextmanager
def everything(port: int | None) -> Iterator[None]:
    """Mailbox, worker, beat, and the pages where there is a port. Needs the database."""
    if settings.IN_MEMORY_BROKER:
        forget_messages()
    # Read by ingest/stages.py: messages of this process find the worker that is in it.
    setattr(app, "is_standalone", True)  # noqa: B010  The class declares no such attribute.
    with ExitStack() as parts:
        if settings.MAILBOX:
            mailbox = MailboxServer(mailbox_folder(settings.VAR_DIR), settings.MAIL_SERVER.port)
            mailbox.start()
            parts.callback(mailbox.stop)
        worker, beat = Worker(app, settings.INGEST_SLOTS + settings.MAIL_SLOTS), Beat(app)
        worker.start()
        beat.start()
        parts.callback(worker.wait, WORKER_SECONDS)
        parts.callback(beat.wait, BEAT_SECONDS)
        if port is not None:
            web = WebServer(port)
            web.start()
            parts.callback(web.stop, WEB_SECONDS)
        parts.callback(worker.begin_to_end)
        parts.callback(beat.begin_to_end)
        parts.callback(ignore_signals)
        yield
