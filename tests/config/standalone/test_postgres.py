"""The embedded PostgreSQL, really made, started, killed and stopped, as whoever runs the tests."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.standalone import postgres
from config.standalone.account import our_name
from config.standalone.failure import StandaloneFailure
from config.standalone.lock import locked
from config.standalone.place import DATABASE, ROLE, Place, address_of, place_of
from config.standalone.postmaster import postmaster_of

CHECKOUT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets of Unix")


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "a path with spaces" / "var"


@pytest.fixture
def place(var: Path) -> Iterator[Place]:
    var.mkdir(parents=True)
    place = place_of(var)
    yield place
    postgres.erase(place)


def connect(place: Place, **more: Any) -> psycopg.Connection:
    return psycopg.connect(host=str(place.sockets), dbname=DATABASE, user=ROLE, autocommit=True, **more)


def test_starts_creates_and_answers_and_a_second_start_finds_it(place: Place) -> None:
    assert postgres.start(place)
    with connect(place) as connection:
        connection.execute("CREATE TABLE kept (n int); CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT lower('ÄÖ'), current_user, inet_server_addr()").fetchone() == (
            "äö",
            ROLE,
            None,
        )
    assert not postgres.start(place)


def test_data_survives_a_stop(place: Place) -> None:
    postgres.start(place)
    with connect(place) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    assert postgres.stop(place)
    assert postmaster_of(place) is None
    assert not postgres.stop(place)
    postgres.start(place)
    with connect(place) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_starts_again_after_its_process_was_killed(place: Place) -> None:
    postgres.start(place)
    with connect(place) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        pid = postmaster_of(place)
        assert pid
        os.kill(pid, signal.SIGKILL)
        assert postgres.start(place)
    with connect(place) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_starts_again_when_its_number_belongs_to_another_program(place: Place) -> None:
    postgres.start(place)
    pid = postmaster_of(place)
    assert pid
    os.kill(pid, signal.SIGKILL)
    other = start_process_as(place.account)
    try:
        for path in (place.data / "postmaster.pid", place.sockets / ".s.PGSQL.5432.lock"):
            path.write_text(path.read_text().replace(str(pid), str(other.pid), 1))
        assert postmaster_of(place) is None
        assert postgres.start(place)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def start_process_as(account: str | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["/bin/sleep", "60"], user=account, cwd="/")


def test_of_two_that_start_it_at_once_one_does(place: Place) -> None:
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(postgres.start, [place, place])) == [False, True]
    with connect(place) as connection:
        assert connection.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() == (1,)


def test_of_three_processes_that_start_it_at_once_all_can_use_it(var: Path, place: Place) -> None:
    source = (
        "import sys; from pathlib import Path; from config.standalone import place, postgres;"
        "p = place.place_of(Path(sys.argv[1])); postgres.start(p); print(postgres.answers(p))"
    )
    command = [sys.executable, "-c", source, str(var)]
    started = [subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=120)[0].strip() for process in started] == ["True"] * 3


def test_data_of_another_major_version_is_refused_in_one_sentence(place: Place) -> None:
    postgres.start(place)
    postgres.stop(place)
    (place.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(StandaloneFailure, match=r"made by PostgreSQL 17, and PostgreSQL 18 is installed"):
        postgres.start(place)


def test_a_first_start_that_was_cut_off_leaves_nothing_half_made(place: Place) -> None:
    postgres.start(place)
    postgres.stop(place)
    # As initdb leaves it when it is killed: a folder that was never given its name.
    (place.data / "global").rename(place.data / "gone")
    place.data.rename(place.base / "data.making")
    assert postgres.start(place)


def test_starts_after_its_socket_folder_was_swept_away(place: Place) -> None:
    postgres.start(place)
    postgres.stop(place)
    place.sockets.rmdir()
    assert postgres.start(place)


def test_says_what_is_in_the_way(place: Place) -> None:
    postgres.start(place)
    postgres.stop(place)
    for path in (place.data / "base").iterdir():
        path.rename(place.data / f"gone-{path.name}")
    (place.data / "global" / "pg_control").rename(place.data / "gone")
    with pytest.raises(StandaloneFailure, match="PostgreSQL did not start: "):
        postgres.start(place)


def test_only_its_user_can_enter(place: Place) -> None:
    postgres.start(place)
    for folder in (place.data, place.sockets, place.log.parent):
        assert folder.stat().st_mode & 0o777 == 0o700
    socket = place.sockets / ".s.PGSQL.5432"
    assert socket.stat().st_mode & 0o777 == 0o700


def test_a_folder_of_somebody_else_is_not_used(place: Place) -> None:
    postgres.start(place)
    postgres.stop(place)
    place.sockets.chmod(0o777)
    with pytest.raises(StandaloneFailure, match="only its user can enter"):
        postgres.start(place)


def test_erasing_leaves_nothing(place: Place) -> None:
    postgres.start(place)
    postgres.erase(place)
    assert not place.base.exists()
    assert not place.sockets.exists()
    assert not postgres.stop(place)


def test_a_lock_that_another_holds_is_waited_for_and_then_refused(tmp_path: Path) -> None:
    began = time.monotonic()
    with (
        locked(tmp_path / "lock", 1),
        pytest.raises(StandaloneFailure, match="Another process"),
        locked(tmp_path / "lock", 0.2),
    ):
        pytest.fail("two held the lock")
    assert 0.2 <= time.monotonic() - began < 2
    with locked(tmp_path / "lock", 0):
        assert True


@pytest.mark.skipif(os.geteuid() != 0, reason="root only")
def test_root_keeps_it_outside_the_checkout_under_a_service_user(place: Place, var: Path) -> None:
    postgres.start(place)
    pid = postmaster_of(place)
    assert Path(f"/proc/{pid}").stat().st_uid == place.data.stat().st_uid != 0
    assert not place.base.is_relative_to(var)
    assert [path.name for path in var.iterdir()] == ["postgres_of_root"]


@pytest.mark.skipif(os.geteuid() != 0, reason="root only")
@pytest.mark.parametrize("is_up", [True, False])
def test_a_checkout_that_was_cloned_anew_at_the_same_path_begins_anew(place: Place, var: Path, is_up: bool) -> None:
    postgres.start(place)
    with connect(place) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    if not is_up:
        postgres.stop(place)
    shutil.rmtree(var)
    assert postgres.start(place)
    with connect(place) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    assert not postgres.start(place)


def test_two_checkouts_of_one_name_do_not_meet(tmp_path: Path) -> None:
    first, second = (address_of(tmp_path / name / "rolewatch" / "var") for name in ("a", "b"))
    assert first["HOST"] != second["HOST"]
    assert first == address_of(tmp_path / "a" / "rolewatch" / "var")


@pytest.mark.parametrize("name", ["x" * 200, "a, b", "ä", 'quo"te', "quo'te"])
def test_the_socket_has_a_short_and_plain_path_whatever_the_checkouts(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for uid in (0, 1000):
        monkeypatch.setattr(os, "geteuid", lambda uid=uid: uid)
        sockets = place_of(tmp_path / name / "var").sockets
        assert len(os.fsencode(sockets / ".s.PGSQL.5432")) < 104
        assert not set("\"',ä") & set(str(sockets))


def test_a_user_without_a_name_is_told_to_use_another_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 3_999_999_999)
    with pytest.raises(StandaloneFailure, match=r"user without a name .*: set DATABASE_URL"):
        our_name()


# An ordinary user cannot enter root's Python; Debian's own is for everybody.
PYTHON_FOR_ALL = Path("/usr/bin/python3")


def _site_packages() -> str:
    return str(Path(psycopg.__file__).parents[1])


def _can_run_as_nobody() -> bool:
    if os.geteuid() != 0 or not PYTHON_FOR_ALL.exists():
        return False
    tried = subprocess.run(
        [PYTHON_FOR_ALL, "-c", "import config.standalone.postgres"],
        user="nobody",
        cwd=CHECKOUT,
        env={"PYTHONPATH": f"{CHECKOUT}:{_site_packages()}", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
    )
    return tried.returncode == 0


@pytest.mark.skipif(not _can_run_as_nobody(), reason="needs root, and a Python that an ordinary user can run")
@pytest.mark.parametrize("name", ["a path with spaces", "long" * 25])
def test_an_ordinary_user_keeps_it_under_var(name: str) -> None:
    source = (
        "import sys; from pathlib import Path; from config.standalone import place, postgres;"
        "p = place.place_of(Path(sys.argv[1]));"
        "print(p.base, postgres.start(p), postgres.answers(p), postgres.stop(p), p.data.exists(), p.log.exists());"
        "postgres.erase(p)"
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / name
        home.mkdir()
        for path in (home, home.parent):
            os.chown(path, 65534, 65534)
        done = subprocess.run(
            [PYTHON_FOR_ALL, "-c", source, str(home / "var")],
            user="nobody",
            group="nogroup",
            extra_groups=[],
            cwd=CHECKOUT,
            env={"PYTHONPATH": f"{CHECKOUT}:{_site_packages()}", "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.stdout.strip() == f"{home}/var/postgres True True True True True", done.stderr
