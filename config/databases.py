"""DATABASE_URL as Django's settings; without it, the embedded PostgreSQL under `var/`."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config.environment import Environment
from config.standalone.place import address_of

HINT = "a URL like postgres://user:password@host:5432/name"
# Every wait has an end; an operator's own `options` in the URL replace these.
TIMEOUTS = "-c statement_timeout=60s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
# PostgreSQL keeps the statements of `config.prepared` from their first time on a connection.
PREPARED_AFTER = 0

# A URL that is wrong must lead nowhere, least of all to the embedded database. RFC 2606: this never resolves.
UNREADABLE = {"NAME": "unreadable", "HOST": "the-database-url-is-unreadable.invalid"}


def database_from(env: Environment, var: Path) -> dict[str, Any]:
    url = env.url("DATABASE_URL", "", schemes=("postgres", "postgresql"), hint=HINT)
    settings = _address(url, var, given=env.given("DATABASE_URL"))
    options = {"options": TIMEOUTS, "connect_timeout": 5, **settings.pop("OPTIONS", {})}
    if env.flag("DATABASE_PREPARE", default=True):
        options["prepare_threshold"] = PREPARED_AFTER
    pool = env.count("DATABASE_POOL", 0, least=0, most=500)
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        # Cursors on the server do not survive PgBouncer's transaction mode.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
        **settings,
    }


def _address(url: str, var: Path, *, given: bool) -> dict[str, Any]:
    if url:
        return _of_url(url)
    return dict(UNREADABLE) if given else address_of(var)


def _of_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
