"""Workers that read boards are killed ten times with SIGKILL: the rows end as if nothing had happened."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings

from demo.server import DemoServer
from ingest.sources import SOURCES
from tests.chaos.final_state import QUERIES, difference
from tests.chaos.sweep import Sweep
from tests.installation.database import own_database
from tests.installation.installation import environment
from tests.installation.mail import Mailbox
from tests.installation.processes import Processes

ANCHOR = date(2026, 3, 10)
DAY_0, DAY_1 = datetime(2026, 3, 10, 12, tzinfo=UTC), datetime(2026, 3, 11, 12, tzinfo=UTC)
KILLS = 10
LEASE = 2.0
# A lease, beat's second, and the visits that are before it in the queue.
TAKEN_OVER = LEASE + 20
PATIENCE = 120
ROWS = ("postings", "texts", "absences", "boards")


@pytest.fixture
def boards() -> Iterator[DemoServer]:
    with DemoServer(day=0, anchor=ANCHOR, companies=len(SOURCES), postings=250, sources=list(SOURCES)) as server:
        yield server


@pytest.fixture
def sweeps(
    django_db_modify_db_settings: None, rabbitmq: str, settings: LazySettings, boards: DemoServer, tmp_path: Path
) -> Iterator[tuple[Sweep, Sweep]]:
    """Two installations that watch the same boards: one is read in peace, the workers of the other are killed."""
    del django_db_modify_db_settings, settings
    server = django_settings.DATABASES["default"]
    own = {"LEASE_SECONDS": str(LEASE), "SLICE_SECONDS": "2", "INGEST_GATEWAY": boards.url}

    def installed(database_url: str, folder: Path) -> Sweep:
        variables = environment(database_url, rabbitmq, "", Mailbox(), folder / "var") | own
        return Sweep(Processes(variables, folder / "logs"), database_url)

    with own_database(server) as first:
        calm = installed(first, tmp_path / "calm")
        calm.processes.run("manage.py", "migrate", "--verbosity", "0")
        listed = tmp_path / "companies.json"
        listed.write_text(httpx.get(f"{boards.url}/_demo/companies").text)
        calm.processes.run("tests/chaos/populate.py", str(listed), "0", DAY_0.isoformat())
        with own_database(server, copy_of=first) as second:
            yield calm, installed(second, tmp_path / "killed")


@pytest.mark.chaos
def test_ten_kills_of_a_sweep_change_nothing_and_hold_nobody_up(
    sweeps: tuple[Sweep, Sweep], boards: DemoServer
) -> None:
    calm, killed = sweeps
    for day, moment in enumerate((DAY_0, DAY_1)):
        boards.set_day(day)
        calm.processes.run("manage.py", "ingest", "--all", "--at", moment.isoformat())
        _read_while_killed(killed, moment, seed=day)
    expected, found = _rows(calm), _rows(killed)
    assert len(killed.kills) == KILLS
    assert sum(bool(kill.held) for kill in killed.kills) >= KILLS / 2
    assert max(kill.longest_lease for kill in killed.kills) <= LEASE
    for name in ROWS:
        assert found[name] == expected[name], f"{name}: {difference(expected[name], found[name])}"
    # Of each source one board, and one of them is empty.
    assert {source for source, *_state, was_read, _gone in found["boards"] if was_read} == set(SOURCES)
    assert len({row[0] for row in found["postings"]}) == len(SOURCES) - 1
    assert not killed.sql("SELECT FROM ingest_unfinishedrun")


def _read_while_killed(sweep: Sweep, moment: datetime, *, seed: int) -> None:
    """One of the two days; half of the kills strike on each."""
    sweep.make_due(moment)
    with sweep.running_at(moment + timedelta(minutes=1)):
        sweep.kill_while_reading(moment, times=KILLS // 2, seed=seed)
        for kill in sweep.kills[-(KILLS // 2) :]:
            sweep.wait_for_takeover(kill, TAKEN_OVER)
        sweep.wait_until_read(moment, PATIENCE)


def _rows(sweep: Sweep) -> dict[str, list[Any]]:
    return {name: sorted(sweep.sql(QUERIES[name]), key=repr) for name in ROWS}
