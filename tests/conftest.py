"""The real servers behind the tests, each started only when a test asks for it, and no network beyond this machine."""

import ipaddress
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from celery import current_app
from django.conf import LazySettings
from django.conf import settings as project_settings
from django.db import connection
from kombu import pools

from config.broker_definitions import topology
from config.development import opensearch as opensearch_servers
from config.development import postgresql as postgresql_servers
from config.development import rabbitmq as rabbitmq_servers
from config.development.running import CHECKOUT, Server, recorded
from config.queues import transport_options
from ingest.fetching.robots import robots
from ingest.hosts.side_connection import side_connection
from ingest.hosts.turns import turns

USED = pytest.StashKey[dict[str, str]]()
MUST_BE_THERE = os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_configure(config: pytest.Config) -> None:
    """No test publishes or indexes unless it asks for the broker or the index by its fixture."""
    config.stash[USED] = {}
    point_at_broker("memory://", project_settings)
    project_settings.OPENSEARCH_URL = ""
    # A safe hash takes half a second, and most tests only want somebody to be logged in.
    project_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Pages need no collected static files.
    project_settings.WHITENOISE_AUTOREFRESH = project_settings.WHITENOISE_USE_FINDERS = True
    project_settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    sys.addaudithook(refuse_network)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in {"rabbitmq", "opensearch"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    """What a test's hosts have been asked is forgotten: it lies on a connection that no rollback reaches."""
    if nextitem is None:
        # Before the database is dropped.
        side_connection.close()
    yield
    if side_connection._connection is not None and (raw := side_connection._connection.connection):
        for table in ("ingest_hostbudget", "ingest_vendorhost", "ingest_robotsfile"):
            raw.execute(f"DELETE FROM {table}")
    turns.forget()
    robots.forget()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    used = config.stash[USED]
    terminalreporter.section("real servers")
    terminalreporter.line(", ".join(used[name] for name in sorted(used)) or "none was needed")


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: a connection, or a question to DNS, that would leave this machine fails the test."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not _is_here(host.decode() if isinstance(host, bytes) else host):
        pytest.fail(f"A test would have left this machine: {event} {host}")


def _is_here(host: str | None) -> bool:
    if not host or host == "localhost":
        return True
    try:
        # The resolver reads "127.1" and "0x7f000001" as addresses, and asks nobody.
        return ipaddress.ip_address(socket.inet_aton(host)).is_loopback or host == "0"
    except OSError:
        pass
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def point_at_broker(url: str, settings: Any) -> None:
    """Point this process's settings and Celery application to another broker."""
    settings.CELERY_BROKER_URL = url
    settings.IN_MEMORY_BROKER = url.startswith("memory")
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(url)
    current_app.conf.update(broker_url=url, broker_transport_options=transport_options(url))
    pools.reset()
    current_app._pool = None  # type: ignore[attr-defined]  # Celery has no public way to forget its connections.
    current_app.amqp._producer_pool = None  # type: ignore[attr-defined]


def server(config: pytest.Config, name: str) -> Server:
    """The server of that name, started in a process of its own; the test is skipped, or fails in CI, without it."""
    started = subprocess.run(
        [sys.executable, "-m", "config.development.start", name],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    found = recorded().get(name)
    if started.returncode or not found:
        reason = (started.stdout + started.stderr).strip() or f"{name}: not to be had"
        if MUST_BE_THERE:
            pytest.fail(reason)
        pytest.skip(reason)
    config.stash[USED][name] = found.label
    return found


@pytest.fixture(scope="session")
def django_db_modify_db_settings(pytestconfig: pytest.Config) -> None:
    """Called by pytest-django before it makes the test database."""
    if project_settings.STANDALONE:
        server(pytestconfig, postgresql_servers.NAME)
        return
    version = postgresql_servers.version_of(os.environ.get("DATABASE_URL", ""))
    pytestconfig.stash[USED][postgresql_servers.NAME] = f"PostgreSQL {version} (DATABASE_URL)"


@pytest.fixture(scope="session")
def rabbitmq_server(pytestconfig: pytest.Config) -> Server:
    return server(pytestconfig, rabbitmq_servers.NAME)


@pytest.fixture(scope="session")
def opensearch_server(pytestconfig: pytest.Config) -> Server:
    return server(pytestconfig, opensearch_servers.NAME)


@pytest.fixture
def use_broker(settings: LazySettings) -> Iterator[Callable[[str], None]]:
    """A call that points Celery in this process to a broker; after the test it has none again."""
    yield lambda url: point_at_broker(url, settings)
    point_at_broker("memory://", settings)


@pytest.fixture
def rabbitmq(rabbitmq_server: Server, use_broker: Callable[[str], None]) -> Iterator[str]:
    """The URL of a virtual host of this test's own, with our queues; Celery in this process publishes there."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    with httpx.Client(base_url=rabbitmq_server.management_url, timeout=20) as management:
        management.put(f"/api/vhosts/{name}").raise_for_status()
        management.post(f"/api/definitions/{name}", json=topology()).raise_for_status()
        url = f"{rabbitmq_server.url.rstrip('/')}/{name}"
        use_broker(url)
        yield url
        use_broker("memory://")
        management.delete(f"/api/vhosts/{name}").raise_for_status()


@pytest.fixture
def opensearch(opensearch_server: Server, settings: LazySettings) -> Iterator[str]:
    """The URL of OpenSearch; the indexes of this test have a prefix of their own and are removed after it."""
    settings.OPENSEARCH_URL = opensearch_server.url
    settings.OPENSEARCH_INDEX_PREFIX = prefix = f"test-{uuid.uuid4().hex[:12]}"
    yield opensearch_server.url
    with httpx.Client(base_url=opensearch_server.url, timeout=20) as client:
        client.delete(f"/{prefix}*").raise_for_status()


@pytest.fixture
def process_environment(transactional_db: None, settings: LazySettings, tmp_path: Path) -> dict[str, str]:
    """The variables with which another process works on this test's database, broker and index.

    Ask for `rabbitmq` and `opensearch` before it.
    """
    database = connection.settings_dict
    login = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    where = f"host={quote(database['HOST'], safe='')}&port={database['PORT']}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{login}@/{database['NAME']}?{where}",
        "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
        "OPENSEARCH_URL": settings.OPENSEARCH_URL,
        "OPENSEARCH_INDEX_PREFIX": settings.OPENSEARCH_INDEX_PREFIX,
        "SECRET_KEY": settings.SECRET_KEY,
        "DEBUG": "1",
        "VAR_DIR": str(tmp_path / "var"),
        "PYTHONUNBUFFERED": "1",
    }
