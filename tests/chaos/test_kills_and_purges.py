"""Workers killed and queues emptied at random moments: the rows and the mailbox end as if nothing had happened.

`CHAOS=full` strikes 20 times with SIGKILL and 5 times with a purge on 300 companies; otherwise fewer strikes fall on a
smaller world, so that every run of the tests has some.
"""

import os
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.server import DemoServer
from tests.chaos.faults import Faults
from tests.chaos.final_state import difference, final_state
from tests.installation.installation import Installation

FULL = os.environ.get("CHAOS") == "full"
COMPANIES, POSTINGS, SUBSCRIBERS = (300, 5000, 200) if FULL else (60, 1000, 40)
KILLS, PURGES = (20, 5) if FULL else (5, 2)
ANCHOR = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
EARLY, BREAKFAST = NOON + timedelta(hours=17), NOON + timedelta(hours=19, minutes=1)
PATIENCE = 300


@pytest.mark.chaos
def test_the_end_is_the_same_whatever_was_killed_or_lost(installation: Installation, tmp_path: Path) -> None:
    undisturbed = _live_through(installation, tmp_path, faulty=False)
    _start_over(installation)
    disturbed = _live_through(installation, tmp_path, faulty=True)
    assert undisturbed["mails"]
    for name, rows in undisturbed.items():
        assert disturbed[name] == rows, f"{name}: {difference(rows, disturbed[name])}"


def _live_through(installation: Installation, folder: Path, *, faulty: bool) -> dict[str, list[Any]]:
    """Day 0 in silence, then day 1 with its mails; the faults strike on day 1."""
    with DemoServer(day=0, anchor=ANCHOR, companies=COMPANIES, postings=POSTINGS) as boards:
        # A mail shows the newest of many by id, and ids depend on who came first: let it show all.
        installation.processes.environment |= {"INGEST_GATEWAY": boards.url, "DIGEST_ITEMS": "200"}
        listed = folder / "companies.json"
        listed.write_text(httpx.get(f"{boards.url}/_demo/companies").text)
        installation.processes.run("tests/chaos/populate.py", str(listed), str(SUBSCRIBERS), NOON.isoformat())
        _read_everything(installation, NOON, nullcontext())
        boards.set_day(1)
        first, second = (_faults(installation, part) if faulty else nullcontext() for part in (1, 2))
        _read_everything(installation, EARLY, first)
        with installation.running_at(BREAKFAST), second:
            installation.wait_until_idle(PATIENCE)
        _settle_unknown(installation)
    return final_state(installation)


def _read_everything(installation: Installation, at: datetime, faults: AbstractContextManager[object]) -> None:
    """Visit every company; those that a vendor throttled are asked again, as they would be later that day."""
    installation.sql("UPDATE ingest_companyschedule SET next_run_at = %s", [at])
    with installation.running_at(at):
        with faults:
            installation.wait_until_idle(PATIENCE)
        for _attempt in range(5):
            installation.wait_until_idle(PATIENCE)
            again = "UPDATE ingest_companyschedule SET next_run_at = %s WHERE failures > 0 RETURNING company_id"
            if not installation.sql(again, [at]):
                break


def _faults(installation: Installation, part: int) -> Faults:
    """Two thirds of the strikes while boards are read, the rest while mail is sent."""
    kills, purges = (KILLS * 2 // 3, PURGES // 2) if part == 1 else (KILLS - KILLS * 2 // 3, PURGES - PURGES // 2)
    return Faults(installation, kills=kills, purges=purges, seed=part)


def _settle_unknown(installation: Installation) -> None:
    """What staff do with digests whose answer was lost: look into the mailbox, and send what is not there."""
    unknown = installation.sql(
        "SELECT d.id, d.message_id FROM notifications_digest d JOIN notifications_delivery y ON y.digest_id = d.id"
        " WHERE y.state = 'unknown'"
    )
    arrived = {str(mail.message["Message-ID"]) for mail in installation.mailbox.all()}
    here = [digest for digest, message_id in unknown if message_id in arrived]
    lost = [digest for digest, message_id in unknown if message_id not in arrived]
    staff = "from notifications import unknown_deliveries as u; from config.clock import clock; "
    installation.manage(
        "shell", "-c", staff + f"u.note_arrival({here}, clock.now()); u.send_again({lost}, clock.now())"
    )
    if lost:
        with installation.running_at(BREAKFAST + timedelta(minutes=10)):
            installation.wait_until_idle(PATIENCE)


def _start_over(installation: Installation) -> None:
    """An empty database, index and mailbox again."""
    installation.mailbox.empty()
    installation.sql("DROP SCHEMA public CASCADE")
    installation.sql("CREATE SCHEMA public")
    installation.processes.environment["OPENSEARCH_INDEX_PREFIX"] += "-again"
    installation.manage("migrate", "--verbosity", "0")
