"""compose.yaml: what a reviewer would look for, held for every service that is there or comes."""

import re
from typing import Any

import pytest
import yaml

from config.development.opensearch import IMAGE as OPENSEARCH_IMAGE
from config.development.rabbitmq import IMAGE as RABBITMQ_IMAGE
from config.development.running import CHECKOUT
from config.queues import NAMES

COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONCE = {"secrets", "migrate", "demo-companies"}
WORKERS = [*NAMES, "beat"]
each = pytest.mark.parametrize("name", SERVICES)


@each
def test_its_memory_is_limited(name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])


@each
def test_its_logs_are_limited(name: str) -> None:
    assert SERVICES[name]["logging"]["options"]["max-size"] == "10m"


@each
def test_it_starts_again_and_says_how_it_is_unless_it_runs_once(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")
    assert ("healthcheck" in service) == (name not in ONCE)


@each
def test_it_is_published_on_this_machine_only(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert port.startswith(("127.0.0.1:", "${PROXY_ADDRESS:-127.0.0.1}:"))


@each
def test_it_names_an_image_with_a_version(name: str) -> None:
    image = SERVICES[name]["image"]
    assert image == "rolewatch:${TAG:-local}" or re.search(r":v?\d+(\.\d+)+", image), image


@each
def test_no_password_stands_in_it(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if re.search(r"PASS|SECRET|KEY|TOKEN", variable):
            assert variable.endswith("_FILE"), variable
        assert not re.search(r"://[^/]*:[^/]*@", str(value)), variable


@each
def test_it_waits_for_what_it_needs_to_be_healthy_or_done(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        expected = "service_completed_successfully" if other in ONCE else "service_healthy"
        assert wait["condition"] == expected


def test_there_is_one_process_for_each_queue() -> None:
    for queue in NAMES:
        assert SERVICES[queue]["command"][:4] == ["python", "manage.py", "work", queue]


@pytest.mark.parametrize("queue", NAMES)
def test_a_worker_has_longer_to_end_than_its_longest_task(queue: str) -> None:
    assert int(SERVICES[queue]["stop_grace_period"].removesuffix("s")) > 300


@pytest.mark.parametrize("name", [*WORKERS, "web", "migrate"])
def test_our_own_processes_can_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "user" not in service


def test_the_image_is_built_once() -> None:
    assert [name for name, service in SERVICES.items() if "build" in service] == ["secrets"]


def test_developers_get_the_same_servers_from_docker() -> None:
    assert SERVICES["rabbitmq"]["image"] == RABBITMQ_IMAGE
    assert SERVICES["opensearch"]["image"] == OPENSEARCH_IMAGE
