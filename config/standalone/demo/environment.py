"""The demo's settings, set before Django reads any: it needs no variable of yours, and reaches none of your servers."""

import argparse
from collections.abc import MutableMapping, Sequence

from config.standalone.failure import StandaloneFailure
from config.standalone.ports import LOOPBACK, free_port, is_free

PORT = 8000
# Where your data, your broker, your index, your mail and your errors go.
NOT_YOURS = ("DATABASE_URL", "CELERY_BROKER_URL", "OPENSEARCH_URL", "EMAIL_URL", "SENTRY_DSN", "ALLOWED_HOSTS")
DEFAULTS = {
    # Short, because nobody wants to wait for what a killed demo had claimed.
    "LEASE_SECONDS": "15",
    "SWEEP_SECONDS": "3",
    "BEAT_SECONDS": "2",
    # A day's boards are visited when the demo says so.
    "VISIT_LEAST_HOURS": "24",
    "LOG_LEVEL": "WARNING",
}


def arrange(arguments: Sequence[str], environ: MutableMapping[str, str]) -> None:
    """`arguments` are those of `manage.py demo`. Raises StandaloneFailure if the port that is asked for is taken."""
    for name in NOT_YOURS:
        environ.pop(name, None)
        environ.pop(f"{name}_FILE", None)
    environ["DEBUG"] = "1"
    environ["PUBLIC_URL"] = f"http://localhost:{_page_port(arguments)}"
    environ["MAILBOX_PORT"] = str(free_port())
    environ["INGEST_GATEWAY"] = f"http://{LOOPBACK}:{free_port()}"
    for name, value in DEFAULTS.items():
        environ.setdefault(name, value)


def _page_port(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--port", type=int)
    parser.add_argument("--once", action="store_true")
    wish, _others = parser.parse_known_args(arguments)
    port: int | None = wish.port
    if wish.once:
        return port or PORT
    if port is None:
        return PORT if is_free(PORT) else free_port()
    if not is_free(port):
        raise StandaloneFailure(f"Port {port} is taken: choose another one with --port.")
    return port
