"""Where the embedded PostgreSQL of this checkout lies. Pure: settings call it in every process.

An ordinary user has everything under VAR_DIR. PostgreSQL refuses to run as root, and a service user can read neither
root's checkout nor its Python, so that root's instance lies under /var/lib/rolewatch, with a copy of the programs.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATABASE = ROLE = "rolewatch"
SERVICE_ACCOUNT = "rolewatch"
SERVICE_HOME = Path("/var/lib/rolewatch")
PORT = 5432  # Only the name of the socket: nothing listens on TCP.
# sun_path holds 108 bytes on Linux and 104 on macOS; "/.s.PGSQL.5432" and its end take 15.
SOCKET_FOLDER_BYTES = 104 - 15
# libpq splits hosts at commas, and PostgreSQL its list of folders too.
PLAIN = re.compile(r"[A-Za-z0-9/_. -]+")


@dataclass(frozen=True)
class Place:
    var: Path
    base: Path
    sockets: Path
    account: str | None  # The service user that runs it; None: whoever we are.

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "log" / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.base / "lock"


def place_of(var: Path) -> Place:
    var = var.resolve()
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:10]
    if os.geteuid() == 0:
        readable = re.sub(r"[^A-Za-z0-9]+", "-", var.parent.name)[:20].strip("-") or "root"
        base = SERVICE_HOME / f"{readable}-{digest}"
        return Place(var, base, base / "sockets", SERVICE_ACCOUNT)
    base = var / "postgres"
    sockets = base / "sockets"
    if len(os.fsencode(sockets)) > SOCKET_FOLDER_BYTES or not PLAIN.fullmatch(str(sockets)):
        # A fixed folder, not TMPDIR: every process of this user has to find the same one.
        sockets = Path("/tmp") / f"rolewatch-{os.geteuid()}-{digest}"  # noqa: S108  Its owner and mode are checked.
    return Place(var, base, sockets, None)


def address_of(var: Path) -> dict[str, Any]:
    """Where the embedded PostgreSQL listens, as Django's database settings."""
    return {"NAME": DATABASE, "USER": ROLE, "HOST": str(place_of(var).sockets), "PORT": str(PORT)}
