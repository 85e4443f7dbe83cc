"""A database of an installation's own, made by its migrations as in production, and dropped after it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ObjectInUse


@contextmanager
def own_database(settings: dict[str, Any], copy_of: str = "template1") -> Iterator[str]:
    """The URL of a new database on the server of Django's `settings`: an empty one, or a copy of the one at a URL."""
    template = urlsplit(copy_of).path.lstrip("/")
    name = f"rolewatch_{uuid4().hex[:12]}"
    keys = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    server = {key: settings[django] for key, django in keys.items() if settings[django]}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield _url(settings, name)
        finally:
            _drop(admin, name)


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    """An autovacuum worker may be in it, which only a superuser may end; it ends by itself in a moment."""
    for attempts_left in reversed(range(20)):
        try:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        except (InsufficientPrivilege, ObjectInUse):
            if not attempts_left:
                raise
            time.sleep(0.5)
        else:
            return


def _url(settings: dict[str, Any], name: str) -> str:
    login = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    return f"postgres://{login}@/{name}?host={quote(settings['HOST'], safe='')}&port={settings['PORT'] or 5432}"
