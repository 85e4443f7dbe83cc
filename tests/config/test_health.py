"""/healthz says that the process answers, /readyz whether it can work: the database decides, the rest is said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client

from config.development.processes import free_port

Probe = Callable[[str], Any]


@pytest.fixture
def probe(client: Client) -> Probe:
    """What a cluster sends: an address instead of the site's name, and no TLS."""
    return lambda path: client.get(path, headers={"host": "10.1.2.3:8000"})


def test_the_process_answers_without_the_database(probe: Probe) -> None:
    answer = probe("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_everything_is_there(rabbitmq: str, opensearch: str, probe: Probe) -> None:
    answer = probe("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "broker": "ok", "index": "ok"})


@pytest.mark.django_db
def test_in_the_standalone_mode_there_is_no_broker_and_no_index(probe: Probe) -> None:
    answer = probe("/readyz")
    assert answer.json() == {"database": "ok", "broker": "in this process", "index": "off"}


@pytest.mark.django_db
def test_the_site_is_ready_while_broker_and_index_are_away(
    probe: Probe, settings: LazySettings, use_broker: Callable[[str], None]
) -> None:
    use_broker(f"amqp://someone:secret@127.0.0.1:{free_port()}//")
    settings.OPENSEARCH_URL = f"http://127.0.0.1:{free_port()}"
    answer = probe("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "broker": "away", "index": "away"})


@pytest.mark.django_db
def test_the_site_is_not_ready_without_the_database(probe: Probe) -> None:
    def refuse(*_words: object) -> None:
        raise OperationalError("the server is gone")

    with connection.execute_wrapper(refuse):
        answer = probe("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "away")


def test_probes_are_not_sent_to_tls(probe: Probe, settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert probe("/healthz").status_code == 200


@pytest.mark.django_db
def test_every_other_page_keeps_to_the_names_of_the_site(probe: Probe) -> None:
    assert probe("/").status_code == 400
