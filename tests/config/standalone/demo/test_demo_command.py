"""`manage.py demo` as a person starts it: a process of its own, with an environment that says nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.standalone import postgres
from config.standalone.mailbox import mailbox_folder, messages
from config.standalone.place import place_of
from config.standalone.ports import free_port
from config.standalone.postmaster import postmaster_of

CHECKOUT = Path(__file__).resolve().parents[4]
KEYS = (
    "companies",
    "boards_fetched",
    "postings_new",
    "postings_changed",
    "postings_closed",
    "postings_indexed",
    "matches",
    "mails_sent",
    "seconds",
)
STOP_SECONDS = 5


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    var = tmp_path / "a path with spaces" / "var"
    yield var
    postgres.erase(place_of(var))


def begin(var: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *arguments],
        cwd=CHECKOUT,
        env={"VAR_DIR": str(var), "PATH": os.environ["PATH"], "PYTHONWARNINGS": "error::ResourceWarning"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def once(var: Path, *arguments: str) -> dict[str, Any]:
    process = begin(var, "--once", "--json", *arguments)
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, err
    assert "Traceback" not in err, err
    # The object, and nothing else.
    result: dict[str, Any] = json.loads(out)
    assert tuple(result) == KEYS
    return result


def test_a_board_becomes_a_mail_once(var: Path) -> None:
    first = once(var)
    assert first["companies"] >= 60
    assert first["boards_fetched"] >= 4 * 60
    assert first["postings_new"] >= 2000
    assert first["postings_indexed"] >= first["postings_new"]
    assert first["matches"] > 0
    assert first["mails_sent"] >= 3
    assert {stage for stage, seconds in first["seconds"].items() if seconds > 0} >= {
        "dispatch",
        "ingest",
        "match",
        "digest",
        "deliver",
    }
    mails = messages(mailbox_folder(var))
    assert len(mails) == first["mails_sent"]
    assert {recipient for mail in mails for recipient in mail.recipients} == {
        "ada@demo.example",
        "ben@demo.example",
        "chloe@demo.example",
    }

    again = once(var)
    assert again["companies"] == first["companies"]
    assert (again["postings_new"], again["matches"], again["mails_sent"]) == (0, 0, 0)

    day_2 = once(var, "--day", "2")
    assert min(day_2[name] for name in ("postings_new", "postings_changed", "postings_closed")) > 0
    assert day_2["mails_sent"] > 0
    assert len(messages(mailbox_folder(var))) == first["mails_sent"] + day_2["mails_sent"]
    assert postmaster_of(place_of(var)) is None

    back = begin(var, "--once", "--day", "1")
    _out, err = back.communicate(timeout=60)
    assert back.returncode == 1
    assert err.strip().endswith(
        "The demo has reached day 2 and does not go back: `manage.py standalone erase` begins anew."
    )


def wait_for(process: subprocess.Popen[str], words: str) -> str:
    """The line with these words. The others are left behind."""
    assert process.stdout
    for line in process.stdout:
        if words in line:
            return line
    raise AssertionError(process.stderr and process.stderr.read())


def test_ends_within_5_seconds_in_the_middle_of_a_visit_and_goes_on_at_the_next_start(var: Path) -> None:
    process = begin(var, "--once")
    wait_for(process, "Day 0")
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < STOP_SECONDS
    assert process.returncode == 130
    assert err.replace("Preparing the embedded database …\n", "") == ""
    assert "goes on from here" in out
    assert postmaster_of(place_of(var)) is None
    assert once(var, "--day", "0")["companies"] >= 60


def test_serves_until_ctrl_c_and_only_once_in_a_folder(var: Path) -> None:
    port = free_port()
    process = begin(var, "--port", str(port), "--day", "0")
    try:
        line = wait_for(process, "The postings are at")
        url = re.findall(r"http://\S+", line)[0]
        assert url == f"http://localhost:{port}/"
        with urllib.request.urlopen(url, timeout=20) as answer:
            assert answer.status == 200
            assert 'href="/companies/' in answer.read().decode()

        second = begin(var, "--once")
        _out, err = second.communicate(timeout=60)
        assert second.returncode == 1
        assert "Rolewatch runs in this folder already" in err
    finally:
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _out, err = process.communicate(timeout=30)
    assert time.monotonic() - began < STOP_SECONDS
    assert process.returncode == 0
    assert err.replace("Preparing the embedded database …\n", "") == ""
