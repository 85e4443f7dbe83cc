"""The private servers of developers: known by process, ended without touching anything else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.development import debian, opensearch, rabbitmq, running
from config.development.processes import NotStarted, Process, free_port, process_of, start, wait_until
from config.development.running import Server, record, recorded


def sleeper(log: Path) -> Process:
    return start(["sleep", "60"], env=dict(os.environ), log=log)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(running, "FOLDER", tmp_path / "var" / "services")
    return tmp_path / "var"


def test_a_started_process_outlives_its_starter_and_is_stopped(log: Path) -> None:
    process = sleeper(log)
    assert process.is_alive()
    process.stop()
    assert not process.is_alive()


def test_a_number_that_another_process_got_is_not_touched(log: Path) -> None:
    process = sleeper(log)
    reused = Process(process.pid, "Mon Jan  1 00:00:00 2001")
    reused.stop()
    assert not reused.is_alive()
    assert process.is_alive()
    process.stop()


def test_a_process_that_does_not_listen_is_ended(log: Path) -> None:
    deaf = start(["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"], env=dict(os.environ), log=log)
    deaf.stop(seconds=0.5)
    wait_until(lambda: not deaf.is_alive(), process_of(os.getpid()), what="its end", log=log, seconds=5)
    assert not deaf.is_alive()


def test_a_server_that_ends_while_it_starts_says_its_last_words(log: Path) -> None:
    process = start(["sh", "-c", "echo the port is taken; exit 1"], env=dict(os.environ), log=log)
    with pytest.raises(NotStarted, match="Something did not start: the port is taken"):
        wait_until(lambda: False, process, what="Something", log=log)


def test_what_runs_is_found_again_by_the_next_command(folder: Path, log: Path) -> None:
    process = sleeper(log)
    record({"RabbitMQ": Server("RabbitMQ", "3.10.8", "Debian", "amqp://a:b@127.0.0.1:1//", processes=[process])})
    (found,) = recorded().values()
    assert found.is_up()
    assert found.label == "RabbitMQ 3.10.8 (Debian)"
    assert (folder / "services.env").read_text() == "CELERY_BROKER_URL='amqp://a:b@127.0.0.1:1//'\n"
    assert (folder / "services.env").stat().st_mode & 0o077 == 0
    found.stop()
    assert not found.is_up()


def test_a_server_that_was_given_is_asked_for_anew_and_never_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://broker.example//")
    given = rabbitmq.get()
    assert (given.url, given.how) == ("amqp://broker.example//", "CELERY_BROKER_URL")
    assert not given.is_up()
    assert given.processes == []


def test_the_newest_java_is_taken_and_one_that_is_too_old_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(opensearch, "JAVA_FOLDER", tmp_path / "jvm")
    for version in ("17.0.15", "25.0.1", "21.0.2"):
        home = tmp_path / "jvm" / version
        (home / "bin").mkdir(parents=True)
        (home / "bin" / "java").touch()
        (home / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    assert opensearch.java_home() == tmp_path / "jvm" / "25.0.1"
    for version in ("25.0.1", "21.0.2"):
        (tmp_path / "jvm" / version / "release").unlink()
    assert opensearch.java_home() is None


def test_without_debian_and_root_another_way_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    debian.install("rabbitmq-server", but_if=lambda: True)
    with pytest.raises(NotStarted, match="without Debian, root or Docker"):
        debian.install("rabbitmq-server", but_if=lambda: False)


def test_no_service_of_the_machine_is_started_by_an_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy, seen = tmp_path / "policy-rc.d", []
    monkeypatch.setattr(debian, "POLICY", policy)
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/apt-get")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(debian, "_apt_get", lambda words: seen.append((words[0], policy.read_text())))
    debian.install("rabbitmq-server", but_if=lambda: False)
    assert seen == [("update", "#!/bin/sh\nexit 101\n"), ("install", "#!/bin/sh\nexit 101\n")]
    assert not policy.exists()


def test_an_unknown_name_is_refused() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "config.development.start", "Redis"],
        cwd=running.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2
    assert "Known: PostgreSQL, RabbitMQ, OpenSearch." in said.stderr


def test_free_ports_are_free() -> None:
    assert 1024 < free_port() < 65536
