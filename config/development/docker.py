"""Containers for those who have Docker and not the packages."""

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from config.development.processes import NotStarted


def is_there() -> bool:
    """Whether a Docker engine answers, not only whether its client is installed."""
    return bool(shutil.which("docker")) and _docker("info").returncode == 0


def run(
    image: str, *, ports: Sequence[int], files: Mapping[Path, str] | None = None, env: Mapping[str, str] | None = None
) -> str:
    """Start a container with its ports on free ones of 127.0.0.1; its id. Raises NotStarted."""
    if not is_there():
        raise NotStarted(f"no Docker engine answers for {image}")
    words = ["run", "-d", *(f"--publish=127.0.0.1::{port}" for port in ports)]
    words += [f"--volume={path}:{inside}" for path, inside in (files or {}).items()]
    words += [f"--env={name}={value}" for name, value in (env or {}).items()]
    started = _docker(*words, image)
    if started.returncode:
        raise NotStarted(f"docker run {image} failed: {started.stderr.strip()[-300:]}")
    return started.stdout.strip()


def address_of(container: str, port: int) -> str:
    """The host and port where a container's port is published."""
    return _docker("port", container, str(port)).stdout.split()[0]


def wait_until(ready: Callable[[], bool], container: str, *, what: str, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            logs = _docker("logs", "--tail", "5", container).stdout.strip()
            remove(container)
            raise NotStarted(f"{what} did not start in its container: {logs[-300:]}")
        time.sleep(0.5)


def is_running(container: str) -> bool:
    return _docker("inspect", "-f", "{{.State.Running}}", container).stdout.strip() == "true"


def remove(container: str) -> None:
    _docker("rm", "-f", "-v", container)


def _docker(*words: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["docker", *words], capture_output=True, text=True, check=False, timeout=600)
    except subprocess.TimeoutExpired as error:
        raise NotStarted(f"docker {words[0]} did not end within {error.timeout:g} s") from error
