"""Processes that outlive the command which starts them, and are ended only by whoever recorded them."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class NotStarted(Exception):  # noqa: N818  It says what happened; the reason is its text.
    """A server cannot be had here; the text says why."""


@dataclass(frozen=True)
class Process:
    pid: int
    started: str
    ends_on: int = signal.SIGTERM

    def is_alive(self) -> bool:
        """Whether that very process runs: a pid alone may belong to another one by now."""
        return bool(self.started) and _start_of(self.pid) == self.started

    def stop(self, *, seconds: float = 30) -> None:
        """Ask it to end; after `seconds`, end it."""
        if not self.is_alive():
            return
        os.kill(self.pid, self.ends_on)
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
                return
            time.sleep(0.1)


def start(command: Sequence[str], *, env: Mapping[str, str], log: Path, user: int | None = None) -> Process:
    """Start `command` in a session of its own, its output in the file `log`, as the numeric `user` when given.

    A shell that ends at once is its parent, so that it outlives us and nobody has to wait for its end.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        shell = subprocess.run(
            ["/bin/sh", "-c", '"$@" 2>&1 & echo $! >&2', "sh", *command],
            env=env,
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            timeout=30,
            check=True,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
    return process_of(int(shell.stderr))


def process_of(pid: int, *, ends_on: int = signal.SIGTERM) -> Process:
    return Process(pid, _start_of(pid), ends_on)


def wait_until(ready: Callable[[], bool], process: Process, *, what: str, log: Path, seconds: float = 240) -> None:
    """Raises NotStarted with the end of the log when the process ends first, or is not ready in time."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not process.is_alive() or time.monotonic() > deadline:
            end = " | ".join(log.read_text(errors="replace").splitlines()[-5:]) if log.exists() else "no log"
            raise NotStarted(f"{what} did not start: {end}")
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start_of(pid: int) -> str:
    """When the process started, as `ps` says it; empty when there is none, or only its zombie."""
    seen = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
        env={**os.environ, "LC_ALL": "C"},
    )
    state, _, started = seen.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else started.strip()
