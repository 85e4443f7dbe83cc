"""The data folder of the embedded PostgreSQL: made once, and its settings written anew before each start."""

import shutil
from pathlib import Path

from config.standalone.account import our_name
from config.standalone.failure import StandaloneFailure
from config.standalone.folders import private_folder
from config.standalone.place import PORT, Place
from config.standalone.program import installed_version, run

SETTINGS = "settings.conf"
# Small: one person's machine. No replication, so that the log holds only what a crash needs.
TUNING = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 64MB
work_mem = 8MB
maintenance_work_mem = 64MB
max_wal_size = 256MB
wal_level = minimal
max_wal_senders = 0
max_parallel_workers_per_gather = 0
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
log_checkpoints = off
"""


def make_cluster(place: Place) -> None:
    """Make the data folder if it is not there, whole or not at all. Raises StandaloneFailure."""
    if place.data.exists():
        _refuse_other_version(place.data)
        return
    making = place.base / "data.making"
    shutil.rmtree(making, ignore_errors=True)
    private_folder(making, place.account)
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = run(
        place,
        "initdb",
        f"--pgdata={making}",
        "--username=postgres",
        "--encoding=UTF8",
        *locale,
        "--auth=peer",
        "--no-instructions",
    )
    if made.returncode:
        raise StandaloneFailure(f"PostgreSQL's data folder could not be made: {_last_line(made.stderr)}")
    with (making / "postgresql.conf").open("a") as conf:
        conf.write(f"\ninclude '../{SETTINGS}'\n")
    making.rename(place.data)


def write_settings(place: Place) -> None:
    """Only the socket, and only for the operating system's users who may run it: no password is kept anywhere.

    The files lie beside the data folder, because what the server can write it must not be able to trust.
    """
    users = {our_name(), place.account or our_name()}
    own = {
        "port": str(PORT),
        "unix_socket_directories": f'"{place.sockets}"',
        "hba_file": str(place.base / "hba.conf"),
        "ident_file": str(place.base / "ident.conf"),
    }
    files = {
        SETTINGS: TUNING + "".join(f"{name} = {_quoted(value)}\n" for name, value in own.items()),
        "hba.conf": "local all all peer map=owner\n",
        "ident.conf": "".join(f'owner "{user}" all\n' for user in sorted(users)),
    }
    for name, text in files.items():
        path = place.base / name
        path.write_text(text)
        path.chmod(0o644)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _refuse_other_version(data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    installed = installed_version().partition(".")[0]
    if made_by != installed:
        raise StandaloneFailure(
            f"{data} was made by PostgreSQL {made_by}, and PostgreSQL {installed} is installed: "
            "dump it with the release that made it, or run `manage.py standalone erase` to begin anew."
        )


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "no reason was given")
