"""How long each stage worked, from Celery's own signals."""

import time
from dataclasses import dataclass

import pytest

from config.standalone.demo.stage_times import StageTimes


@dataclass
class Named:
    name: str


INGEST, MATCH, OTHER = (
    Named(name) for name in ("ingest.tasks.ingest_company", "notifications.tasks.match_postings", "somebody.else")
)


def test_tasks_that_run_side_by_side_count_once() -> None:
    times = StageTimes()
    times._begun(task=INGEST)
    times._begun(task=INGEST)
    time.sleep(0.05)
    times._ended(task=INGEST)
    times._ended(task=INGEST)
    assert 0.05 <= times.seconds()["ingest"] < 0.1


def test_every_stage_is_named_also_without_work() -> None:
    times = StageTimes()
    times._begun(task=OTHER)
    times._ended(task=OTHER)
    assert times.seconds() == dict.fromkeys(("dispatch", "ingest", "index", "match", "digest", "deliver"), 0)


def test_pauses_between_tasks_do_not_count() -> None:
    times = StageTimes()
    for _ in range(2):
        times._begun(task=MATCH)
        times._ended(task=MATCH)
        time.sleep(0.05)
    assert times.seconds()["match"] == pytest.approx(0, abs=0.02)
