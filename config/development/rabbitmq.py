"""A private RabbitMQ: the one in the environment, Debian's package with a node of our own, or Docker."""

import base64
import json
import os
import secrets
import shutil
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from config.broker_definitions import definitions_for
from config.development import debian, docker
from config.development.processes import free_port, process_of, start, wait_until
from config.development.running import FOLDER, Server

NAME = "RabbitMQ"
IMAGE = "rabbitmq:4.2-management"
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
USER = "rolewatch"


def get() -> Server:
    """Raises NotStarted when none of the ways is open."""
    if given := os.environ.get("CELERY_BROKER_URL", ""):
        return Server(NAME, "", "CELERY_BROKER_URL", given, os.environ.get("RABBITMQ_MANAGEMENT_URL", ""))
    return launch(FOLDER / "rabbitmq")


def launch(home: Path) -> Server:
    """A node of our own, everything of it in the folder `home`, which is emptied first. Raises NotStarted."""
    if not SERVER.exists():
        debian.install("rabbitmq-server", but_if=docker.is_there)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    password = secrets.token_urlsafe(16)
    (home / "definitions.json").write_text(json.dumps(definitions_for(USER, password)))
    return _of_debian(home, password) if SERVER.exists() else _of_docker(home, password)


def _of_debian(home: Path, password: str) -> Server:
    ports = {name: free_port() for name in ("amqp", "management", "distribution", "epmd")}
    _configure(home, ports)
    own = _environment_of(home, ports)
    env = {**os.environ, **own}
    # An epmd of our own: the machine's, if there is one, listens on 4369 and is not asked.
    epmd = start(["epmd", "-port", str(ports["epmd"]), "-address", "127.0.0.1"], env=env, log=home / "epmd.log")
    script = start([str(SERVER)], env=env, log=home / "start.log")
    management = f"http://{USER}:{password}@127.0.0.1:{ports['management']}"
    try:
        wait_until(lambda: bool(version_of(management)), script, what=NAME, log=home / "start.log")
    except BaseException:  # Ctrl-C too must leave nothing behind.
        script.stop(seconds=5)
        epmd.stop(seconds=5)
        raise
    return Server(
        NAME,
        version_of(management),
        "Debian",
        f"amqp://{USER}:{password}@127.0.0.1:{ports['amqp']}//",
        management,
        processes=[process_of(int((home / "pid").read_text())), epmd],
        control=["env", *(f"{name}={value}" for name, value in own.items()), str(SERVER.with_name("rabbitmqctl"))],
    )


def _configure(home: Path, ports: Mapping[str, int]) -> None:
    (home / "enabled_plugins").write_text("[rabbitmq_management].\n")
    (home / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = 127.0.0.1:{ports['amqp']}\n"
        f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {ports['management']}\n"
        f"load_definitions = {home}/definitions.json\n"
        "vm_memory_high_watermark.absolute = 1GiB\ndisk_free_limit.absolute = 50MB\n"
    )


def _environment_of(home: Path, ports: Mapping[str, int]) -> dict[str, str]:
    """What makes a node private: name, ports, cookie (in HOME), configuration, data and logs."""
    return {
        "HOME": str(home),
        "RABBITMQ_NODENAME": f"rolewatch-{ports['amqp']}@localhost",
        "RABBITMQ_DIST_PORT": str(ports["distribution"]),
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_CONF_ENV_FILE": str(home / "no-environment"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "no-advanced"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(home / "generated"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "data"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_PID_FILE": str(home / "pid"),
    }


def _of_docker(home: Path, password: str) -> Server:
    (home / "rabbitmq.conf").write_text("load_definitions = /etc/rabbitmq/rolewatch.json\n")
    container = docker.run(
        IMAGE,
        files={
            home / "definitions.json": "/etc/rabbitmq/rolewatch.json",
            home / "rabbitmq.conf": "/etc/rabbitmq/conf.d/90-rolewatch.conf",
        },
        ports=[5672, 15672],
    )
    management = f"http://{USER}:{password}@{docker.address_of(container, 15672)}"
    docker.wait_until(lambda: bool(version_of(management)), container, what=NAME)
    return Server(
        NAME,
        version_of(management),
        "Docker",
        f"amqp://{USER}:{password}@{docker.address_of(container, 5672)}//",
        management,
        container=container,
        control=["docker", "exec", container, "rabbitmqctl"],
    )


def version_of(management_url: str) -> str:
    """Empty while the management interface does not answer."""
    parts = urlsplit(management_url)
    login = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    request = urllib.request.Request(
        f"http://{parts.hostname}:{parts.port}/api/overview", headers={"Authorization": f"Basic {login}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:
            return str(json.load(answer)["rabbitmq_version"])
    except (OSError, KeyError, ValueError):
        return ""
