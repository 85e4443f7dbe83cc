"""PostgreSQL from a Python wheel, beside the machine's own. It stays up between commands until it is stopped."""

import shutil
import time
from typing import LiteralString

import psycopg
from psycopg import sql

from config.standalone.account import make_account
from config.standalone.belonging import begin_anew, is_ours
from config.standalone.cluster import make_cluster, write_settings
from config.standalone.failure import StandaloneFailure
from config.standalone.folders import open_folder, private_folder
from config.standalone.lock import locked
from config.standalone.place import DATABASE, PORT, ROLE, Place
from config.standalone.postmaster import forget_stale, postmaster_of
from config.standalone.program import program_folder, run

LOCK_SECONDS = 120
START_SECONDS = 60
LOG_BYTES = 5_000_000


def start(place: Place) -> bool:
    """Make and start it unless it answers already; True if this call did. Raises StandaloneFailure."""
    if is_ours(place) and answers(place):
        return False
    _make_base(place)
    with locked(place.lock, LOCK_SECONDS):
        if not is_ours(place):
            _halt(place, seconds=10)
            begin_anew(place)
        if answers(place):
            return False
        if not postmaster_of(place):
            _launch(place)
        _make_database(place)
    return True


def stop(place: Place, seconds: int = 30) -> bool:
    """Stop it, and with it every connection; False if it did not run. Raises StandaloneFailure."""
    if not place.base.exists():
        return False
    with locked(place.lock, LOCK_SECONDS):
        return _halt(place, seconds)


def erase(place: Place) -> None:
    """Stop it and remove all of its files: the data is gone."""
    stop(place)
    shutil.rmtree(place.sockets, ignore_errors=True)
    if place.base.exists():
        shutil.rmtree(place.base)


def answers(place: Place) -> bool:
    """Whether the database can be used right now."""
    try:
        _connect(place, DATABASE, ROLE).close()
    except psycopg.OperationalError:
        return False
    return True


def _halt(place: Place, seconds: int) -> bool:
    if not postmaster_of(place):
        return False
    arguments = ["stop", f"--pgdata={place.data}", "--wait", "--silent"]
    stopped = run(place, "pg_ctl", *arguments, "--mode=fast", f"--timeout={seconds}")
    if stopped.returncode:
        # The next start recovers from its log, as after a loss of power.
        stopped = run(place, "pg_ctl", *arguments, "--mode=immediate", "--timeout=10")
    if stopped.returncode and postmaster_of(place):
        raise StandaloneFailure(f"PostgreSQL could not be stopped: {stopped.stderr.strip()}")
    return True


def _make_base(place: Place) -> None:
    if place.account:
        make_account(place.account)
    open_folder(place.base)


def _launch(place: Place) -> None:
    program_folder(place)
    private_folder(place.log.parent, place.account)
    private_folder(place.sockets, place.account)
    make_cluster(place)
    write_settings(place)
    forget_stale(place)
    if place.log.exists() and place.log.stat().st_size > LOG_BYTES:
        place.log.replace(place.log.with_suffix(".1"))
    arguments = ["start", f"--pgdata={place.data}", f"--log={place.log}"]
    arguments += ["--wait", f"--timeout={START_SECONDS}", "--silent"]
    for pause in (1, 2, 4, 0):
        if not run(place, "pg_ctl", *arguments, seconds=2 * START_SECONDS).returncode:
            return
        # Backends of a server that was killed leave within seconds, and until then a new one is refused.
        if "shared memory" not in _reason(place):
            break
        time.sleep(pause)
    raise StandaloneFailure(f"PostgreSQL did not start: {_reason(place)} (the rest is in {place.log})")


def _make_database(place: Place) -> None:
    with _connect_when_ready(place) as connection:
        if not _holds(connection, "SELECT FROM pg_roles WHERE rolname = %s", ROLE):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
        if not _holds(connection, "SELECT FROM pg_database WHERE datname = %s", DATABASE):
            names = sql.Identifier(DATABASE), sql.Identifier(ROLE)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def _connect_when_ready(place: Place) -> psycopg.Connection:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return _connect(place, "postgres", "postgres")
        except psycopg.OperationalError as error:
            if time.monotonic() >= deadline:
                raise StandaloneFailure(f"PostgreSQL runs and does not answer: {error}") from error
            time.sleep(0.1)


def _connect(place: Place, database: str, user: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(place.sockets), port=PORT, dbname=database, user=user, connect_timeout=5, autocommit=True
    )


def _holds(connection: psycopg.Connection, query: LiteralString, value: str) -> bool:
    return connection.execute(query, [value]).fetchone() is not None


def _reason(place: Place) -> str:
    lines = place.log.read_text(errors="replace").splitlines() if place.log.exists() else []
    return next((line for line in reversed(lines) if "FATAL" in line), "no reason is in its log")
