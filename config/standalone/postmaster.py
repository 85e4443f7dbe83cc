"""Whether the server of a data folder runs, judged by its process and never by its pid file alone.

After a crash or a reboot the number in the pid file may belong to another program, and PostgreSQL would refuse to start
beside it for ever.
"""

import os
import subprocess
from pathlib import Path

from config.standalone.place import PORT, Place


def postmaster_of(place: Place) -> int | None:
    """The process id of the running server."""
    pid = _written_pid(place.data / "postmaster.pid")
    return pid if pid and _is_alive(pid) and _serves(pid, place.data) else None


def forget_stale(place: Place) -> None:
    """Remove lock files whose process is alive and another program's. Those of dead ones PostgreSQL clears itself."""
    for path in (place.data / "postmaster.pid", place.sockets / f".s.PGSQL.{PORT}.lock"):
        pid = _written_pid(path)
        if pid and _is_alive(pid) and not _serves(pid, place.data):
            path.unlink(missing_ok=True)


def _written_pid(path: Path) -> int | None:
    try:
        return abs(int(path.read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _serves(pid: int, data: Path) -> bool:
    """Whether the process is the server of that folder: its command line is `postgres -D FOLDER`."""
    return str(data) in _command_line(pid)


def _command_line(pid: int) -> str:
    path = Path(f"/proc/{pid}/cmdline")
    if path.exists():
        return os.fsdecode(path.read_bytes()).replace("\0", " ")
    listed = subprocess.run(  # noqa: S603  A fixed command and a number.
        ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, timeout=10, check=False
    )
    return listed.stdout
