"""Root's data lies outside the checkout, and still lives and dies with its `var/`.

Both hold the same token. A checkout that was removed and cloned anew at the same path has none, and begins anew, as it
would for an ordinary user, whose data was removed with it.
"""

import secrets
import shutil
from pathlib import Path

from config.standalone.place import Place


def is_ours(place: Place) -> bool:
    """Whether the data was made for this `var/`, or lies in it."""
    return not place.account or _read(_mark_in_var(place)) == _read(_mark_in_base(place)) != ""


def begin_anew(place: Place) -> None:
    """Remove the data of the checkout that was here before. Its server must be stopped."""
    for left in (place.data, place.sockets, place.log.parent):
        shutil.rmtree(left, ignore_errors=True)
    token = secrets.token_hex(8)
    place.var.mkdir(parents=True, exist_ok=True)
    for mark in (_mark_in_base(place), _mark_in_var(place)):
        mark.write_text(token)


def _mark_in_var(place: Place) -> Path:
    return place.var / "postgres_of_root"


def _mark_in_base(place: Place) -> Path:
    return place.base / "belongs_to"


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""
