"""Folders of the embedded PostgreSQL. Modes are set whatever the umask, and only on what we made ourselves."""

import os
import pwd
import stat
from pathlib import Path

from config.standalone.failure import StandaloneFailure


def open_folder(path: Path) -> None:
    """Make the folder, and its parents, so that the service user can walk through it."""
    if path.exists():
        return
    open_folder(path.parent)
    _make(path)
    path.chmod(0o755)


def private_folder(path: Path, account: str | None) -> None:
    """Make the folder with mode 0700, owned by the account; one that is there already must be so."""
    owner = pwd.getpwnam(account) if account else None
    if path.is_symlink() or path.exists():
        _refuse_unless_private(path, owner.pw_uid if owner else os.geteuid())
        return
    _make(path)
    if owner:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _make(path: Path) -> None:
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return
    except OSError as error:
        raise StandaloneFailure(f"{path} cannot be made: {error.strerror}.") from error


def _refuse_unless_private(path: Path, uid: int) -> None:
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
        raise StandaloneFailure(f"{path} is there already, and it is not a folder that only its user can enter.")
