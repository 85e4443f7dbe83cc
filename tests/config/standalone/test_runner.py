"""`manage.py standalone run`: pages, worker, beat and mailbox in one process, without any demo."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.standalone import postgres
from config.standalone.place import DATABASE, ROLE, place_of
from config.standalone.ports import free_port
from config.standalone.postmaster import postmaster_of

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    var = tmp_path / "var"
    yield var
    postgres.erase(place_of(var))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def process(var: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    environ = {
        "VAR_DIR": str(var),
        "PATH": os.environ["PATH"],
        "MAILBOX_PORT": str(free_port()),
        "BEAT_SECONDS": "1",
        "SWEEP_SECONDS": "1",
        "PYTHONWARNINGS": "error::ResourceWarning",
        "PYTHONUNBUFFERED": "1",
    }
    started = subprocess.Popen(
        [sys.executable, "manage.py", "standalone", "run", "--port", str(port)],
        cwd=CHECKOUT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stdout
    assert started.stdout.readline() == f"Rolewatch runs at http://127.0.0.1:{port} until Ctrl-C.\n"
    yield started
    if started.poll() is None:
        started.kill()
        started.communicate()


def test_answers_on_the_loopback_address(process: subprocess.Popen[str], port: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=20) as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=20)
    assert process.returncode == 0


COMPANY_WITHOUT_BOARDS = """
from config.clock import clock
from ingest.models import Company, CompanySchedule
company = Company.objects.create(name="Acme", slug="acme", created_at=clock.now())
CompanySchedule.objects.create(company=company, host="boards.example", next_run_at=clock.now())
"""


def test_its_beat_and_worker_do_what_another_process_made_due(process: subprocess.Popen[str], var: Path) -> None:
    added = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", COMPANY_WITHOUT_BOARDS],
        cwd=CHECKOUT,
        env={"VAR_DIR": str(var), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert added.returncode == 0, added.stderr
    with psycopg.connect(host=str(place_of(var).sockets), dbname=DATABASE, user=ROLE, autocommit=True) as connection:
        deadline = time.monotonic() + 30
        while not (row := connection.execute("SELECT outcome, reason FROM ingest_run").fetchone()):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert row == ("unchanged", "The company has no board.")
    assert process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_within_5_seconds_with_its_database(
    process: subprocess.Popen[str], var: Path, number: signal.Signals
) -> None:
    began = time.monotonic()
    process.send_signal(number)
    _out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 5
    assert process.returncode == 0
    assert "Traceback" not in err
    assert "Warning" not in err
    assert postmaster_of(place_of(var)) is None


def test_a_second_one_in_the_same_folder_is_refused(process: subprocess.Popen[str], var: Path) -> None:
    refused = subprocess.run(
        [sys.executable, "manage.py", "standalone", "run", "--port", str(free_port())],
        cwd=CHECKOUT,
        env={"VAR_DIR": str(var), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr == "Rolewatch runs in this folder already: stop it first.\n"
    assert process.poll() is None
