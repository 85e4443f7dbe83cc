"""The processes of an installation: web, a worker per queue, beat; started, killed and ended for real."""

import os
import signal
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 40


class Processes:
    """Starts `manage.py` commands; the output of each goes to a file of its own in `logs`."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self.environment = environment
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, *command: str) -> None:
        with (self._logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, *command], cwd=CHECKOUT, env=self.environment, stdout=log, stderr=log
            )

    def run(self, *command: str) -> str:
        """Run a command to its end; its standard output. Raises CalledProcessError, its output in it."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{command}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    def kill(self, name: str) -> None:
        """SIGKILL: no goodbye to anybody."""
        self._running[name].send_signal(signal.SIGKILL)
        self._running.pop(name).wait()

    def names(self) -> list[str]:
        return sorted(self._running)

    def stop(self) -> None:
        """SIGTERM to all, then wait; what does not end in time is killed and fails the test."""
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        stuck = [name for name, process in self._running.items() if not _ends(process)]
        self._running.clear()
        assert not stuck, f"did not end within {PATIENCE_SECONDS} s of SIGTERM: {stuck}"

    def log_of(self, name: str) -> str:
        path = self._logs / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


def _ends(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True


def environment_without_ours() -> dict[str, str]:
    """This process's variables without those that would lead to other servers."""
    ours = {"DATABASE_URL", "CELERY_BROKER_URL", "OPENSEARCH_URL", "EMAIL_URL", "INGEST_GATEWAY", "SECRET_KEY"}
    return {name: value for name, value in os.environ.items() if name not in ours}
