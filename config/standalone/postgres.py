"""PostgreSQL from a Python wheel, without touching the machine's own."""

from pathlib import Path
from typing import Any


def address_of(var: Path) -> dict[str, Any]:
    """Where the embedded PostgreSQL listens, as Django's database settings."""
    return {"NAME": "rolewatch", "USER": "rolewatch", "HOST": str(var), "PORT": ""}
