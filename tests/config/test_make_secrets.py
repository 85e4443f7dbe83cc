"""Compose's secrets: made once, each seen by the one who needs it, and never a default."""

import json
import os
from pathlib import Path

import pytest

from config.databases import database_from
from config.environment import Environment
from deploy.compose import make_secrets

Folders = tuple[Path, Path, Path]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    monkeypatch.setattr(make_secrets, "APP_USER", os.geteuid())
    made = tuple(tmp_path / name for name in ("app", "postgres", "rabbitmq"))
    for folder in made:
        folder.mkdir()
    return made  # type: ignore[return-value]


def test_a_first_start_makes_every_secret_anew(folders: Folders, tmp_path: Path) -> None:
    app, postgres, rabbitmq = folders
    make_secrets.main(*folders)
    password = (postgres / "password").read_text()
    assert len(password) >= 32
    assert len((app / "secret_key").read_text()) >= 50
    assert (app / "database_url").read_text() == f"postgres://rolewatch:{password}@postgres:5432/rolewatch"
    broker = (app / "broker_password").read_text()
    assert broker not in (rabbitmq / "definitions.json").read_text()
    assert len({password, broker, (app / "secret_key").read_text()}) == 3


def test_a_later_start_keeps_them(folders: Folders) -> None:
    app, postgres, _ = folders
    make_secrets.main(*folders)
    before = {path.name: path.read_text() for path in [*app.iterdir(), *postgres.iterdir()]}
    make_secrets.main(*folders)
    assert {path.name: path.read_text() for path in [*app.iterdir(), *postgres.iterdir()]} == before


def test_a_later_start_brings_the_queues_of_a_new_release(folders: Folders) -> None:
    make_secrets.main(*folders)
    (folders[2] / "definitions.json").unlink()
    make_secrets.main(*folders)
    definitions = json.loads((folders[2] / "definitions.json").read_text())
    assert {queue["name"] for queue in definitions["queues"]} >= {"ingest", "dead"}
    assert definitions["users"][0]["name"] == "rolewatch"


def test_what_the_program_reads_is_for_its_user_alone(folders: Folders) -> None:
    make_secrets.main(*folders)
    assert {path.stat().st_mode & 0o777 for path in folders[0].iterdir()} == {0o400}


def test_the_program_reads_its_database_from_the_file(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    make_secrets.main(*folders)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL_FILE", str(folders[0] / "database_url"))
    database = database_from(Environment(), folders[0])
    assert (database["HOST"], database["NAME"], database["USER"]) == ("postgres", "rolewatch", "rolewatch")
    assert database["PASSWORD"] == (folders[1] / "password").read_text()
