"""What stands in the way of web, worker and beat is said in one sentence, without a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.development.processes import free_port
from config.development.running import CHECKOUT

MANAGE = [sys.executable, "manage.py"]
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
EACH = pytest.mark.parametrize(
    "command", [[*MANAGE, "work", "ingest"], [*MANAGE, "beat"], GUNICORN], ids=["worker", "beat", "web"]
)


def refusal(command: list[str], environment: dict[str, str]) -> str:
    ended = subprocess.run(
        command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode not in (0, None), ended.stdout
    # Gunicorn's own lines begin with the time.
    said = [line for line in (ended.stdout + ended.stderr).splitlines() if line.strip() and line[0] != "["]
    assert "Traceback" not in ended.stderr
    assert len(said) == 1, said
    return said[0]


@pytest.fixture
def environment(process_environment: dict[str, str]) -> dict[str, str]:
    return {**process_environment, "CELERY_BROKER_URL": "amqp://127.0.0.1:1//", "PORT": str(free_port())}


@EACH
def test_a_database_that_is_not_there(command: list[str], environment: dict[str, str]) -> None:
    environment["DATABASE_URL"] = f"postgres://someone:secret@127.0.0.1:{free_port()}/nothing"
    said = refusal(command, environment)
    assert "The database of DATABASE_URL cannot be used: " in said
    assert "refused" in said
    assert "secret" not in said


@EACH
def test_a_database_address_of_another_kind(command: list[str], environment: dict[str, str]) -> None:
    environment["DATABASE_URL"] = "mysql://someone:secret@127.0.0.1/nothing"
    said = refusal(command, environment)
    assert "DATABASE_URL must be a URL like postgres://user:password@host:5432/name" in said
    assert "someone:secret" not in said


@EACH
def test_a_wrong_setting_and_that_there_are_more(command: list[str], environment: dict[str, str]) -> None:
    environment |= {"LEASE_SECONDS": "soon", "LOG_LEVEL": "loud"}
    said = refusal(command, environment)
    assert "LEASE_SECONDS must be a number from 1 to 3600." in said
    assert "(1 more: manage.py check)" in said


@EACH
def test_a_secret_whose_file_is_missing(command: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    del environment["SECRET_KEY"]
    environment["SECRET_KEY_FILE"] = str(tmp_path / "nothing")
    assert "SECRET_KEY_FILE must name a file that this user can read." in refusal(command, environment)


@pytest.mark.parametrize("words", [["work", "ingest"], ["beat"]], ids=["worker", "beat"])
def test_without_a_broker_there_is_nothing_to_consume(words: list[str], environment: dict[str, str]) -> None:
    del environment["CELERY_BROKER_URL"]
    assert "CELERY_BROKER_URL is not set" in refusal([*MANAGE, *words], environment)


def test_a_worker_consumes_a_queue_that_exists(environment: dict[str, str]) -> None:
    ended = subprocess.run(
        [*MANAGE, "work", "everything"], cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert "invalid choice: 'everything'" in ended.stderr
