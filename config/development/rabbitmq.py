"""A private RabbitMQ: the one in the environment, Debian's package with a node of our own, or Docker."""

import base64
import json
import os
import secrets
import shutil
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from config.broker_definitions import definitions_for
from config.development import debian, docker
from config.development.processes import NotStarted, free_port, process_of, start, wait_until
from config.development.running import FOLDER, Server

NAME = "RabbitMQ"
IMAGE = "rabbitmq:4.2-management"
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
HOME = FOLDER / "rabbitmq"
USER = "rolewatch"


def get() -> Server:
    """Raises NotStarted when none of the ways is open."""
    if given := os.environ.get("CELERY_BROKER_URL", ""):
        return Server(NAME, "", "CELERY_BROKER_URL", given, os.environ.get("RABBITMQ_MANAGEMENT_URL", ""))
    if not SERVER.exists():
        debian.install("rabbitmq-server", but_if=docker.is_there)
    if SERVER.exists():
        return _of_debian()
    return _of_docker()


def _of_debian() -> Server:
    ports = {name: free_port() for name in ("amqp", "management", "distribution", "epmd")}
    password = secrets.token_urlsafe(16)
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True, mode=0o700)
    _configure(ports, password)
    env = {**os.environ, **environment_of(ports)}
    # An epmd of our own: the machine's, if there is one, listens on 4369 and is not asked.
    epmd = start(["epmd", "-port", str(ports["epmd"]), "-address", "127.0.0.1"], env=env, log=HOME / "epmd.log")
    script = start([str(SERVER)], env=env, log=HOME / "start.log")
    management = f"http://{USER}:{quote(password)}@127.0.0.1:{ports['management']}"
    try:
        wait_until(lambda: bool(version_of(management)), script, what=NAME, log=HOME / "start.log")
    except NotStarted:
        script.stop(seconds=5)
        epmd.stop(seconds=5)
        raise
    broker = process_of(int((HOME / "pid").read_text()))
    url = f"amqp://{USER}:{quote(password)}@127.0.0.1:{ports['amqp']}//"
    return Server(NAME, version_of(management), "Debian", url, management, [broker, epmd])


def _configure(ports: Mapping[str, int], password: str) -> None:
    (HOME / "definitions.json").write_text(json.dumps(definitions_for(USER, password)))
    (HOME / "enabled_plugins").write_text("[rabbitmq_management].\n")
    (HOME / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = 127.0.0.1:{ports['amqp']}\n"
        f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {ports['management']}\n"
        f"load_definitions = {HOME}/definitions.json\n"
        "vm_memory_high_watermark.absolute = 1GiB\ndisk_free_limit.absolute = 50MB\n"
    )


def environment_of(ports: Mapping[str, int]) -> dict[str, str]:
    """What makes a node private: name, ports, cookie (in HOME), configuration, data and logs."""
    return {
        "HOME": str(HOME),
        "RABBITMQ_NODENAME": f"rolewatch-{ports['amqp']}@localhost",
        "RABBITMQ_DIST_PORT": str(ports["distribution"]),
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_CONF_ENV_FILE": str(HOME / "no-environment"),
        "RABBITMQ_CONFIG_FILE": str(HOME / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(HOME / "no-advanced"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(HOME / "generated"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(HOME / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(HOME / "data"),
        "RABBITMQ_LOG_BASE": str(HOME / "log"),
        "RABBITMQ_PID_FILE": str(HOME / "pid"),
    }


def _of_docker() -> Server:
    password = secrets.token_urlsafe(16)
    HOME.mkdir(parents=True, exist_ok=True)
    definitions = HOME / "definitions.json"
    definitions.write_text(json.dumps(definitions_for(USER, password)))
    (HOME / "rabbitmq.conf").write_text("load_definitions = /etc/rabbitmq/rolewatch.json\n")
    container = docker.run(
        IMAGE,
        files={
            definitions: "/etc/rabbitmq/rolewatch.json",
            HOME / "rabbitmq.conf": "/etc/rabbitmq/conf.d/90-rolewatch.conf",
        },
        ports=[5672, 15672],
    )
    management = f"http://{USER}:{quote(password)}@{docker.address_of(container, 15672)}"
    docker.wait_until(lambda: bool(version_of(management)), container, what=NAME)
    url = f"amqp://{USER}:{quote(password)}@{docker.address_of(container, 5672)}//"
    return Server(NAME, version_of(management), "Docker", url, management, container=container)


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
