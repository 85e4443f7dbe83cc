"""A PostgreSQL and a RabbitMQ of the benchmarks' own, on disk as they come, ended with all their data at the end."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
from psycopg import sql

from config.broker_definitions import topology
from config.development import rabbitmq
from config.development.running import CHECKOUT, Server
from config.standalone import postgres
from config.standalone.place import PORT, ROLE, Place, place_of

MIGRATED = "migrated"
# More than a laptop's demo needs, less than a server would have; for all who are measured.
TUNING = {"shared_buffers": "512MB", "max_wal_size": "4GB", "max_connections": "120"}


@dataclass(slots=True)
class Servers:
    """Makes and drops scratch databases and virtual hosts, and says how another process comes to them."""

    place: Place
    rabbitmq: Server
    folder: Path
    versions: dict[str, str] = field(default_factory=dict)

    def database_url(self, name: str) -> str:
        return f"postgres://{ROLE}@/{name}?host={quote(str(self.place.sockets), safe='')}&port={PORT}"

    def connect(self, name: str = "postgres", user: str = ROLE) -> psycopg.Connection:
        return psycopg.connect(host=str(self.place.sockets), port=PORT, dbname=name, user=user, autocommit=True)

    def make_database(self, name: str, template: str) -> None:
        """A copy of another database, as a stranger to nobody's cache: all pages are on disk."""
        self.drop_database(name)
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )

    def drop_database(self, name: str) -> None:
        # An autovacuum worker may be in it, which only a superuser may end.
        with self.connect(user="postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def queues(self) -> Iterator[str]:
        """The URL of a new virtual host with our queues, for as long as the block runs."""
        name = f"bench-{secrets.token_hex(6)}"
        with httpx.Client(base_url=self.rabbitmq.management_url, timeout=20) as management:
            management.put(f"/api/vhosts/{name}").raise_for_status()
            management.post(f"/api/definitions/{name}", json=topology()).raise_for_status()
            try:
                yield f"{self.rabbitmq.url.rstrip('/')}/{name}"
            finally:
                management.delete(f"/api/vhosts/{name}").raise_for_status()

    def environment(self, database: str, *, broker: str = "", gateway: str = "") -> dict[str, str]:
        """The variables with which another process works there, as on a server: without DEBUG."""
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.database_url(database),
            "DEBUG": "",
            "SECRET_KEY": secrets.token_hex(32),
            "VAR_DIR": str(self.folder / "var"),
            "OPENSEARCH_URL": "",
            "CELERY_BROKER_URL": broker or "memory://this-process",
            "INGEST_GATEWAY": gateway,
            "INGEST_GATEWAY_IN_PRODUCTION": "1",
        }


@contextmanager
def servers() -> Iterator[Servers]:
    """Both servers, with the database `migrated`, while the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="rolewatch-bench-"))
    place = place_of(folder / "var")
    broker = None
    try:
        postgres.start(place)
        _tune(place)
        broker = rabbitmq.launch(folder / "rabbitmq")
        both = Servers(place, broker, folder)
        both.versions = {"PostgreSQL": _version(both), "RabbitMQ": broker.version}
        _migrate(both)
        yield both
    finally:
        if broker is not None:
            broker.stop()
        postgres.erase(place)
        shutil.rmtree(folder, ignore_errors=True)


def _tune(place: Place) -> None:
    connection = psycopg.connect(
        host=str(place.sockets), port=PORT, dbname="postgres", user="postgres", autocommit=True
    )
    with connection:
        for name, value in TUNING.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
    postgres.stop(place)
    postgres.start(place)


def _version(both: Servers) -> str:
    with both.connect() as connection:
        row = connection.execute("SHOW server_version").fetchone()
    assert row is not None
    return str(row[0])


def _migrate(both: Servers) -> None:
    with both.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(MIGRATED)))
    run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], both.environment(MIGRATED))


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run a command of this checkout to its end. Raises CalledProcessError, with what it said shown before."""
    subprocess.run(command, cwd=CHECKOUT, env=inherited(environment), check=True)


def inherited(environment: dict[str, str]) -> dict[str, str]:
    """The variables of this process, with those of the benchmarks over them."""
    return {**os.environ, **environment}
