"""Settings come from the environment. A wrong one is named with a hint; its value may be a secret and is not said."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from environ import FileAwareEnv
from environ.fileaware_mapping import FileAwareMapping

from config.databases import database_from
from config.environment import Environment
from config.mail import mail_server_from
from config.secret_key import secret_key_from

Set = pytest.MonkeyPatch


@pytest.fixture
def env() -> Environment:
    """Without the memory that the library keeps of files, which other tests wrote."""
    reader = FileAwareEnv()
    reader.ENVIRON = FileAwareMapping(cache=False)
    return Environment(_env=reader)


def problem_of(env: Environment) -> tuple[str, str]:
    (problem,) = env.problems
    return problem.message, problem.hint


@pytest.mark.parametrize(("text", "value"), [("1", True), ("off", False), ("Yes", True), ("", False)])
def test_a_flag(env: Environment, monkeypatch: Set, text: str, value: bool) -> None:
    monkeypatch.setenv("DEBUG", text)
    assert env.flag("DEBUG") is value
    assert env.problems == []


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("LEASE_SECONDS", "soon", "LEASE_SECONDS must be a number from 1 to 3600."),
        ("LEASE_SECONDS", "0", "LEASE_SECONDS must be a number from 1 to 3600."),
        ("LEASE_SECONDS", "nan", "LEASE_SECONDS must be a number from 1 to 3600."),
    ],
)
def test_a_number_out_of_its_bounds(env: Environment, monkeypatch: Set, name: str, text: str, hint: str) -> None:
    monkeypatch.setenv(name, text)
    assert env.number(name, 45, least=1, most=3600) == 45
    assert problem_of(env) == (f"{name}: its value is wrong.", hint)


def test_a_choice_that_is_none(env: Environment, monkeypatch: Set) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    assert env.choice("LOG_LEVEL", "INFO", ("INFO", "ERROR")) == "INFO"
    assert problem_of(env)[1] == "LOG_LEVEL must be one of INFO, ERROR."


@pytest.mark.parametrize("url", ["http://rabbitmq", "amqp://host:port//", "amqp://host:99999//", "x"])
def test_a_url_that_is_none_is_not_repeated(env: Environment, monkeypatch: Set, url: str) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", url)
    assert env.url("CELERY_BROKER_URL", "memory://", schemes=("amqp",), hint="a URL") == "memory://"
    assert problem_of(env) == ("CELERY_BROKER_URL: its value is wrong.", "CELERY_BROKER_URL must be a URL.")


def test_a_list_without_empty_parts(env: Environment, monkeypatch: Set) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,,")
    assert env.words("ALLOWED_HOSTS", []) == ["a.example", "b.example"]


def test_a_value_from_a_file(env: Environment, monkeypatch: Set, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("geheim\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "geheim"


def test_a_file_that_is_missing(env: Environment, monkeypatch: Set, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nothing"))
    secret_key_from(env, tmp_path, standalone=False)
    assert problem_of(env) == (
        "SECRET_KEY: its file cannot be read.",
        "SECRET_KEY_FILE must name a file that this user can read.",
    )


def test_a_server_without_a_secret_key_does_not_make_one_up_in_silence(
    env: Environment, monkeypatch: Set, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    secret_key_from(env, tmp_path, standalone=False)
    assert problem_of(env)[0] == "SECRET_KEY is not set."
    assert list(tmp_path.iterdir()) == []


def test_a_laptop_keeps_the_key_it_made(env: Environment, monkeypatch: Set, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    made = secret_key_from(env, tmp_path / "var", standalone=True)
    assert secret_key_from(env, tmp_path / "var", standalone=True) == made
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_an_address_of_a_database_is_taken_apart(env: Environment, monkeypatch: Set, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://a%40b:p%2Fw@db.example:6432/jobs?sslmode=require")
    database = database_from(env, tmp_path)
    assert (database["USER"], database["PASSWORD"], database["NAME"]) == ("a@b", "p/w", "jobs")
    assert (database["HOST"], database["PORT"]) == ("db.example", "6432")
    assert database["OPTIONS"]["sslmode"] == "require"


def test_every_wait_for_the_database_has_an_end(env: Environment, monkeypatch: Set, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/jobs")
    options = database_from(env, tmp_path)["OPTIONS"]
    assert options["connect_timeout"] == 5
    for timeout in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        assert f"-c {timeout}=" in options["options"]


def test_statements_are_kept_unless_a_pooler_stands_before_the_database(
    env: Environment, monkeypatch: Set, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/jobs")
    assert database_from(env, tmp_path)["OPTIONS"]["prepare_threshold"] == 0
    monkeypatch.setenv("DATABASE_PREPARE", "0")
    assert "prepare_threshold" not in database_from(env, tmp_path)["OPTIONS"]


def test_a_wrong_address_of_a_database_does_not_lead_to_the_embedded_one(
    env: Environment, monkeypatch: Set, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://db.example/jobs")
    assert database_from(env, tmp_path)["HOST"].endswith(".invalid")
    assert problem_of(env)[0] == "DATABASE_URL: its value is wrong."


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", (25, False, False)),
        ("smtp+tls://mail.example", (587, True, False)),
        ("smtps://mail.example:4650", (4650, False, True)),
    ],
)
def test_a_mail_server(env: Environment, monkeypatch: Set, url: str, expected: tuple[int, bool, bool]) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    server = mail_server_from(env)
    assert server.host == "mail.example"
    assert (server.port, server.starttls, server.tls) == expected


def found(settings: Any, **changed: Any) -> set[str]:
    complete = {
        "STANDALONE": False,
        "IN_MEMORY_BROKER": False,
        "MAILBOX": False,
        "PUBLIC_URL": "https://jobs.example.org",
        "DEBUG": False,
        "INGEST_GATEWAY": "",
    }
    for name, value in {**complete, **changed}.items():
        setattr(settings, name, value)
    ids = {message.id for message in run_checks(include_deployment_checks=True)}
    return {number for number in ids if number and number.startswith("config.")}


def test_a_complete_server_is_told_nothing(settings: Any) -> None:
    assert found(settings) == set()


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"STANDALONE": True}, "config.W001"),
        ({"IN_MEMORY_BROKER": True}, "config.W002"),
        ({"MAILBOX": True}, "config.W003"),
        ({"PUBLIC_URL": "http://localhost:8000"}, "config.W004"),
        ({"INGEST_GATEWAY": "http://127.0.0.1:8900"}, "config.E002"),
    ],
)
def test_what_a_server_would_miss_is_said(settings: Any, changed: dict[str, Any], number: str) -> None:
    assert found(settings, **changed) == {number}
