"""The service user that runs PostgreSQL when we are root."""

import os
import pwd
import shutil
import subprocess
from typing import Any

from config.standalone.failure import StandaloneFailure
from config.standalone.place import SERVICE_HOME


def make_account(name: str) -> None:
    if _exists(name):
        return
    useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if not useradd:
        raise StandaloneFailure(f"PostgreSQL does not run as root: make a user named {name}, or set DATABASE_URL.")
    shell = ["--shell=/usr/sbin/nologin"]
    made = subprocess.run(  # noqa: S603  A fixed command.
        [useradd, "--system", "--user-group", "--no-create-home", f"--home-dir={SERVICE_HOME}", *shell, name],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    # Two checkouts may start at the same moment: what counts is that the user is there.
    if made.returncode and not _exists(name):
        raise StandaloneFailure(f"The user {name} could not be made: {made.stderr.strip()}.")


def as_account(name: str | None) -> dict[str, Any]:
    """Arguments of `subprocess.run` that make the command run as that user."""
    if not name:
        return {}
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def our_name() -> str:
    """The operating system's name for us. Raises StandaloneFailure where it has none, as in some containers."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise StandaloneFailure(
            f"PostgreSQL does not run as a user without a name (user id {os.geteuid()}): set DATABASE_URL."
        ) from None


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
