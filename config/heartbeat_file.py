"""The file whose age tells a container's health check that a worker or beat is alive."""

from pathlib import Path

from django.conf import settings


def show_alive() -> None:
    """Touch the file of HEARTBEAT_FILE, if there is one."""
    if settings.HEARTBEAT_FILE:
        Path(settings.HEARTBEAT_FILE).touch()
