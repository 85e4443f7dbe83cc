"""PostgreSQL: the one of DATABASE_URL, else the embedded one of this checkout."""

import os
import signal
from pathlib import Path
from urllib.parse import quote

import psycopg

from config.development.processes import NotStarted, Process, process_of
from config.development.running import CHECKOUT, Server
from config.standalone.failure import StandaloneFailure
from config.standalone.place import DATABASE, PORT, ROLE, Place, place_of
from config.standalone.postgres import start
from config.standalone.postmaster import postmaster_of

NAME = "PostgreSQL"


def get() -> Server:
    """Raises NotStarted when it cannot be reached or started."""
    given = os.environ.get("DATABASE_URL", "")
    place = place_of(Path(os.environ.get("VAR_DIR", CHECKOUT / "var")))
    try:
        started_here = not given and start(place)
        url = given or _url_of(place)
        return Server(
            NAME,
            version_of(url),
            "DATABASE_URL" if given else "wheel",
            url,
            processes=_processes(place) if started_here else [],
        )
    except (StandaloneFailure, psycopg.OperationalError) as error:
        raise NotStarted(str(error).splitlines()[0]) from error


def version_of(url: str) -> str:
    with psycopg.connect(url, connect_timeout=5) as connection:
        number = connection.info.server_version
    return f"{number // 10_000}.{number % 10_000}"


def _url_of(place: Place) -> str:
    return f"postgres://{ROLE}@/{DATABASE}?host={quote(str(place.sockets), safe='')}&port={PORT}"


def _processes(place: Place) -> list[Process]:
    pid = postmaster_of(place)
    # Ends the sessions that are still open, where SIGTERM would wait for them.
    return [process_of(pid, ends_on=signal.SIGINT)] if pid else []
