"""A worker whose task hangs ends itself, says where it hung, and its message is delivered again."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import current_app

from config.development.running import CHECKOUT
from tests.messages import take_all

# A worker as `manage.py work` starts it, with two tasks that the program does not have.
PROGRAM = """
import sys, time
import django
django.setup()
from django.core.management import call_command
from config.celery import app

@app.task(name="tests.sleep")
def sleep(seconds, **_kwargs):
    print("sleeping", seconds, flush=True)
    time.sleep(seconds)
    print("slept", seconds, flush=True)

call_command("work", "dispatch", "--slots", "2")
"""


@contextmanager
def worker(environment: dict[str, str], log: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=CHECKOUT,
            env={**environment, **variables, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(CHECKOUT)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "worker.log"


def test_a_task_that_hangs_ends_the_worker_and_is_delivered_again(
    rabbitmq: str, process_environment: dict[str, str], log: Path
) -> None:
    current_app.send_task("tests.sleep", args=[600])
    with worker(process_environment, log, TASK_LIMIT_SECONDS="2") as process:
        assert process.wait(30) == 1
    said = log.read_text()
    assert "CRITICAL config.watchdog A task runs longer than TASK_LIMIT_SECONDS task=tests.sleep" in said
    assert "in sleep" in said, "the stack of the task's thread"
    wait_for(lambda: [message.headers["task"] for message in take_all(rabbitmq, "dispatch")] == ["tests.sleep"])


def test_a_task_within_its_limit_is_left_alone(rabbitmq: str, process_environment: dict[str, str], log: Path) -> None:
    current_app.send_task("tests.sleep", args=[1])
    with worker(process_environment, log, TASK_LIMIT_SECONDS="4") as process:
        wait_for(lambda: "slept 1" in log.read_text())
        time.sleep(4)
        assert process.poll() is None
    assert take_all(rabbitmq, "dispatch") == []


def test_a_worker_that_is_told_to_end_finishes_its_task_first(
    rabbitmq: str, process_environment: dict[str, str], log: Path
) -> None:
    current_app.send_task("tests.sleep", args=[3])
    with worker(process_environment, log) as process:
        wait_for(lambda: "sleeping 3" in log.read_text())
        process.terminate()
        assert process.wait(30) == 0
    assert "slept 3" in log.read_text()


def test_a_task_that_hangs_while_the_worker_ends_does_not_keep_it(
    rabbitmq: str, process_environment: dict[str, str], log: Path
) -> None:
    current_app.send_task("tests.sleep", args=[600])
    with worker(process_environment, log, TASK_LIMIT_SECONDS="3") as process:
        wait_for(lambda: "sleeping 600" in log.read_text())
        process.terminate()
        assert process.wait(30) == 1


def test_the_heartbeat_file_is_touched_while_the_consumer_lives(
    rabbitmq: str, process_environment: dict[str, str], log: Path, tmp_path: Path
) -> None:
    heartbeat = tmp_path / "heartbeat"
    with worker(process_environment, log, HEARTBEAT_FILE=str(heartbeat), TASK_LIMIT_SECONDS="4"):
        wait_for(heartbeat.exists)
        os.utime(heartbeat, (0, 0))
        wait_for(lambda: time.time() - heartbeat.stat().st_mtime < 10)


def test_the_name_of_a_worker_says_its_queue_and_release(
    rabbitmq: str, process_environment: dict[str, str], log: Path
) -> None:
    with worker(process_environment, log, GIT_SHA="0123456789abcdef") as process:
        wait_for(lambda: "ready." in log.read_text())
        assert f"node=dispatch-0123456789ab-{process.pid}@" in log.read_text()
        assert "queue=dispatch slots=2 release=0123456789ab" in log.read_text()


STANDALONE = """
import os, pathlib
import django
django.setup()
from config.watchdog import leave

mark = pathlib.Path(os.environ["MARK"])
if mark.exists():
    print("the second life of process", os.getpid())
else:
    mark.touch()
    leave("The consumer hangs", seconds=101)
"""


def test_the_standalone_process_begins_again_instead(process_environment: dict[str, str], tmp_path: Path) -> None:
    del process_environment["CELERY_BROKER_URL"]
    ended = subprocess.run(
        [sys.executable, "-c", STANDALONE],
        cwd=CHECKOUT,
        env={**process_environment, "MARK": str(tmp_path / "mark"), "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "CRITICAL config.watchdog The consumer hangs seconds=101" in ended.stderr
    assert "the second life of process" in ended.stdout
