"""What the other tests rely on: servers of their own, and no way out of this machine."""

import socket
from pathlib import Path

import httpx
import pytest
from celery import current_app
from django.conf import LazySettings
from django.db import connection

from config.queues import NAMES
from tests.messages import take_all

OUTSIDE = "192.0.2.1"  # RFC 5737: belongs to nobody.


def test_the_database_is_postgresql_18(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 180_000


def test_every_queue_of_a_new_virtual_host_is_there_and_empty(rabbitmq: str) -> None:
    assert {name: take_all(rabbitmq, name) for name in NAMES} == {name: [] for name in NAMES}


def test_celery_of_this_process_publishes_to_the_virtual_host_of_the_test(rabbitmq: str) -> None:
    current_app.send_task("ingest.tasks.ingest_company", args=[1, "ticket"])
    (message,) = take_all(rabbitmq, "ingest")
    assert message.headers["task"] == "ingest.tasks.ingest_company"
    assert message.delivery_info["exchange"] == "rolewatch"


def test_opensearch_makes_no_index_by_itself(opensearch: str, settings: LazySettings) -> None:
    answer = httpx.put(f"{opensearch}/{settings.OPENSEARCH_INDEX_PREFIX}-stray/_doc/1", json={"a": 1})
    assert answer.status_code == 404


def test_a_connection_out_of_this_machine_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match="left this machine"):
        socket.create_connection((OUTSIDE, 80), timeout=1)


def test_a_name_is_not_asked_of_any_name_server() -> None:
    with pytest.raises(pytest.fail.Exception, match="left this machine"):
        socket.getaddrinfo("boards.example", 443)


def test_a_process_gets_the_database_of_the_test(process_environment: dict[str, str], tmp_path: Path) -> None:
    assert f"/{connection.settings_dict['NAME']}?" in process_environment["DATABASE_URL"]
    assert process_environment["VAR_DIR"].startswith(str(tmp_path))
