"""What runs for this checkout: a file under `var/` that says which server, how it was had, and how it is ended."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from config.development import docker
from config.development.processes import Process

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "var" / "services"
VARIABLES = {"PostgreSQL": "DATABASE_URL", "RabbitMQ": "CELERY_BROKER_URL", "OpenSearch": "OPENSEARCH_URL"}


@dataclass(frozen=True)
class Server:
    name: str
    version: str
    how: str
    url: str
    management_url: str = ""
    processes: list[Process] = field(default_factory=list)
    container: str = ""
    control: list[str] = field(default_factory=list)  # How the broker's own command line is called.

    @property
    def label(self) -> str:
        return f"{self.name} {self.version or 'of'} ({self.how})"

    def is_up(self) -> bool:
        """Whether what was started here still runs; what was given, or is someone else's, has to be asked anew."""
        if self.container:
            return docker.is_running(self.container)
        return bool(self.processes) and all(process.is_alive() for process in self.processes)

    def stop(self) -> None:
        if self.container:
            docker.remove(self.container)
        for process in self.processes:
            process.stop()


@contextmanager
def only_one() -> Iterator[None]:
    """Two commands of this checkout do not start or stop servers at the same time."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def recorded() -> dict[str, Server]:
    try:
        rows = json.loads((FOLDER / "running.json").read_text())
    except FileNotFoundError:
        return {}
    return {row["name"]: Server(**{**row, "processes": [Process(**p) for p in row["processes"]]}) for row in rows}


def record(servers: dict[str, Server]) -> None:
    """Write what runs, and `var/services.env` for `make run`, both only for this user's eyes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _write(FOLDER / "running.json", json.dumps([asdict(server) for server in servers.values()], indent=1))
    lines = [f"{VARIABLES[server.name]}='{server.url}'" for server in servers.values()]
    _write(FOLDER.parent / "services.env", "".join(f"{line}\n" for line in lines))


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def address_of(url: str) -> str:
    """Host and port for people's eyes, without the password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'a socket'}{f':{parts.port}' if parts.port else ''}"
