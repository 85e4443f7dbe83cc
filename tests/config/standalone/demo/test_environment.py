"""The settings that the demo makes for itself before Django reads any."""

import socket
from urllib.parse import urlsplit

import pytest

from config.standalone.demo.environment import arrange
from config.standalone.failure import StandaloneFailure
from config.standalone.ports import free_port


def test_needs_no_variable() -> None:
    environ: dict[str, str] = {}
    arrange([], environ)
    assert environ["DEBUG"] == "1"
    ports = {environ["MAILBOX_PORT"], *(str(urlsplit(environ[name]).port) for name in ("INGEST_GATEWAY", "PUBLIC_URL"))}
    assert len(ports) == 3


@pytest.mark.parametrize("name", ["DATABASE_URL", "CELERY_BROKER_URL", "OPENSEARCH_URL", "EMAIL_URL", "SENTRY_DSN"])
def test_reaches_none_of_your_servers(name: str) -> None:
    environ = {name: "postgres://x", f"{name}_FILE": "/run/secrets/x", "SECRET_KEY": "kept"}
    arrange([], environ)
    assert name not in environ
    assert f"{name}_FILE" not in environ
    assert environ["SECRET_KEY"] == "kept"


def test_the_pages_have_the_port_that_was_asked_for() -> None:
    port = free_port()
    environ: dict[str, str] = {}
    arrange(["--day", "2", "--port", str(port)], environ)
    assert environ["PUBLIC_URL"] == f"http://localhost:{port}"


def test_a_port_that_is_taken_is_refused_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(StandaloneFailure, match=f"Port {port} is taken"):
            arrange([f"--port={port}"], {})


def test_without_a_wish_a_taken_port_is_avoided(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr("config.standalone.demo.environment.PORT", port)
        environ: dict[str, str] = {}
        arrange([], environ)
    assert environ["PUBLIC_URL"] != f"http://localhost:{port}"


def test_what_you_set_yourself_about_its_pace_stays() -> None:
    environ = {"SWEEP_SECONDS": "1"}
    arrange([], environ)
    assert environ["SWEEP_SECONDS"] == "1"
    assert environ["LEASE_SECONDS"] == "15"
