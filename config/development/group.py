"""Web, one worker for each queue, beat and a mail server that prints: one process each, ended together by Ctrl-C."""

import os
import signal
import subprocess
import sys
from threading import Event, Thread
from typing import IO

from config.development.processes import free_port
from config.development.running import CHECKOUT, VARIABLES, address_of, recorded
from config.queues import NAMES

WEB_PORT = os.environ.get("PORT", "8000")


def main() -> None:
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_signal: stopped.set())
    mail_port = free_port()
    env = environment(mail_port)
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity=0"], cwd=CHECKOUT, env=env, check=True)
    commands = {
        "web": [*manage, "runserver", "--noreload", f"127.0.0.1:{WEB_PORT}"],
        "beat": [*manage, "beat"],
        **{queue: [*manage, "work", queue] for queue in NAMES},
        "mailbox": [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{mail_port}"],
    }
    children = [_child(name, command, env) for name, command in commands.items()]
    print(f"http://127.0.0.1:{WEB_PORT}, on {', '.join(_known())}; mails are printed here", flush=True)
    stopped.wait()
    for child in children:
        child.terminate()
    for child in children:
        child.wait()


def environment(mail_port: int) -> dict[str, str]:
    """The recorded servers, and what a developer does not want to set."""
    key = CHECKOUT / "var" / "development_key"
    if not key.exists():
        key.write_text(os.urandom(32).hex())
    given = {VARIABLES[server.name]: server.url for server in recorded().values()}
    return {
        **os.environ,
        **given,
        "DEBUG": "1",
        "SECRET_KEY": key.read_text(),
        "PUBLIC_URL": f"http://127.0.0.1:{WEB_PORT}",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "PYTHONUNBUFFERED": "1",
        # A developer may be root: only JSON is accepted from the broker, which is what Celery warns about.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }


def _known() -> list[str]:
    return [f"{server.label} at {address_of(server.url)}" for server in recorded().values()]


def _child(name: str, command: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    """In a session of its own: Ctrl-C reaches it through us, once."""
    child = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert child.stdout
    Thread(target=_relay, args=(name, child.stdout), daemon=True).start()
    return child


def _relay(name: str, lines: IO[str]) -> None:
    for line in lines:
        print(f"{name:>8} | {line}", end="", flush=True)


if __name__ == "__main__":
    main()
