"""manage.py without DATABASE_URL, as a person types it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.standalone import postgres
from config.standalone.place import DATABASE, ROLE, place_of
from config.standalone.postmaster import postmaster_of

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    var = tmp_path / "var"
    yield var
    postgres.erase(place_of(var))


def manage(var: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env={"VAR_DIR": str(var), "PATH": os.environ["PATH"], **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def is_up(var: Path) -> bool:
    return postmaster_of(place_of(var)) is not None


def test_a_command_that_needs_a_database_finds_it_made_and_migrated(var: Path) -> None:
    count = ["shell", "-v0", "-c", "from ingest.models import Company; print(Company.objects.count())"]
    first = manage(var, *count)
    assert (first.returncode, first.stdout) == (0, "0\n"), first.stderr
    assert first.stderr == "Preparing the embedded database …\n"
    assert is_up(var)
    again = manage(var, *count)
    assert (again.returncode, again.stdout, again.stderr) == (0, "0\n", "")


def test_what_a_release_adds_is_migrated_before_the_next_command(var: Path) -> None:
    manage(var, "standalone", "start")
    with psycopg.connect(host=str(place_of(var).sockets), dbname=DATABASE, user=ROLE, autocommit=True) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        connection.execute("DROP TABLE django_session")
        assert manage(var, "clearsessions").returncode == 0
        assert connection.execute("SELECT count(*) FROM django_session").fetchone() == (0,)


@pytest.mark.parametrize(
    "arguments",
    [
        ["help"],
        ["--version"],
        ["migrate", "--help"],
        ["check"],
        ["collectstatic", "--dry-run", "--noinput", "-v0"],
        ["discover", "https://boards.greenhouse.io/acme"],
        ["standalone", "status"],
    ],
)
def test_a_command_without_a_database_starts_none(var: Path, arguments: list[str]) -> None:
    done = manage(var, *arguments)
    assert done.returncode == 0, done.stderr
    assert not place_of(var).base.exists()


def test_an_unknown_command_starts_none(var: Path) -> None:
    done = manage(var, "frobnicate")
    assert "Unknown command: 'frobnicate'" in done.stderr
    assert not place_of(var).base.exists()


def test_models_and_migrations_are_compared_without_a_database(var: Path) -> None:
    done = manage(var, "makemigrations", "--check", "--dry-run")
    assert done.stdout == "No changes detected\n"
    assert not place_of(var).base.exists()


def test_start_status_stop_and_erase(var: Path) -> None:
    started = manage(var, "standalone", "start")
    assert started.stdout.startswith("PostgreSQL runs (process ")
    assert manage(var, "standalone", "status").stdout == started.stdout
    assert manage(var, "standalone", "stop").stdout == "PostgreSQL is stopped.\n"
    assert manage(var, "standalone", "stop").stdout == "PostgreSQL did not run.\n"
    assert place_of(var).data.exists()
    assert manage(var, "standalone", "erase", "--yes").returncode == 0
    assert not place_of(var).base.exists()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "DATABASE_URL: its value is wrong. DATABASE_URL must be a URL like"),
        ("mysql://x@localhost/x", "DATABASE_URL: its value is wrong. DATABASE_URL must be a URL like"),
        ("postgres://x@127.0.0.1:1/x", "The database of DATABASE_URL cannot be used: connection failed"),
    ],
)
def test_a_wrong_database_url_is_one_sentence_and_never_the_embedded_database(
    var: Path, url: str, sentence: str
) -> None:
    done = manage(var, "migrate", DATABASE_URL=url, SECRET_KEY="x")
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert not place_of(var).base.exists()


def test_a_database_url_whose_file_is_lost_is_not_the_embedded_database(var: Path) -> None:
    done = manage(var, "migrate", DATABASE_URL_FILE=str(var / "lost"), SECRET_KEY="x")
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL: its file cannot be read.")
    assert not place_of(var).base.exists()


def test_commands_that_start_at_once_share_one_database(var: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "--check"],
            cwd=CHECKOUT,
            env={"VAR_DIR": str(var), "PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    # Without its tables yet: exit code 1 says that there is something to migrate, and nothing failed.
    for process in started:
        _out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (1, "")
