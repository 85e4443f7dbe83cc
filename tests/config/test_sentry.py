"""Web, worker and beat tell Sentry of errors, scrubbed. The receiver is a real HTTP server on this machine."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Thread
from typing import Any

import pytest
from celery import current_app

from config.development.running import CHECKOUT

Events = Queue[dict[str, Any]]
TASK = """
import django
django.setup()
from django.core.management import call_command
from config.celery import app

@app.task(name="tests.fail")
def fail(address, **_kwargs):
    raise ValueError("no mail for " + address)

call_command("work", "dispatch", "--slots", "1")
"""
# The web application, asked for a page while its database is away.
PAGE = """
from wsgiref.util import setup_testing_defaults
from config.wsgi import application

request = {
    "PATH_INFO": "/companies/",
    "QUERY_STRING": "email=ann@example.org",
    "HTTP_COOKIE": "sessionid=a-session-of-ann",
    "HTTP_HOST": "localhost",
}
setup_testing_defaults(request)
application(request, lambda *_words: None).close()
"""
BEAT = """
import django
django.setup()
import logging
logging.getLogger("celery.beat").error("beat fails for ann@example.org")
"""


@pytest.fixture
def sentry() -> Iterator[tuple[str, Events]]:
    """The DSN of a receiver, and the events that came to it."""
    events: Events = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            items = [json.loads(line) for line in body.splitlines() if line.startswith(b"{")]
            for item in items:
                if "exception" in item or "logentry" in item:
                    events.put(item)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Requests are not said; the test reads the events."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://public@127.0.0.1:{server.server_port}/1", events
        server.shutdown()


def run(program: str, environment: dict[str, str], dsn: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        env={**environment, "SENTRY_DSN": dsn, "DJANGO_SETTINGS_MODULE": "config.settings", "GIT_SHA": "abc123"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_task_that_fails_is_told_without_the_address_in_it(
    rabbitmq: str, process_environment: dict[str, str], sentry: tuple[str, Events]
) -> None:
    dsn, events = sentry
    current_app.send_task("tests.fail", args=["ann@example.org"])
    process = run(TASK, process_environment, dsn)
    event = events.get(timeout=30)
    process.kill()
    process.wait()
    assert event["exception"]["values"][-1]["value"] == "no mail for [removed]"
    assert event["release"] == "abc123"
    assert event["transaction"] == "tests.fail"
    assert "ann@example.org" not in json.dumps(event)


def test_a_page_that_fails_is_told_without_cookies_and_addresses(
    process_environment: dict[str, str], sentry: tuple[str, Events]
) -> None:
    dsn, events = sentry
    environment = {**process_environment, "DATABASE_URL": "postgres://someone:geheim@127.0.0.1:1/nothing"}
    process = run(PAGE, environment, dsn)
    event = events.get(timeout=30)
    process.wait(30)
    said = json.dumps(event)
    assert event["request"]["url"] == "http://localhost/companies/"
    for secret in ("ann@example.org", "a-session-of-ann", "geheim"):
        assert secret not in said


def test_beat_tells_of_errors_too(process_environment: dict[str, str], sentry: tuple[str, Events]) -> None:
    dsn, events = sentry
    process = run(BEAT, process_environment, dsn)
    event = events.get(timeout=30)
    process.wait(30)
    assert event["logentry"]["message"] == "beat fails for [removed]"


def test_without_a_dsn_nothing_is_told(process_environment: dict[str, str], sentry: tuple[str, Events]) -> None:
    _, events = sentry
    run(BEAT, process_environment, "").wait(30)
    with pytest.raises(Empty):
        events.get(timeout=0.5)
