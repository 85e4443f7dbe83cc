"""The budget of one host while many processes with many threads want it."""

import os
from pathlib import Path

import pytest
from django.conf import LazySettings

from benchmarks import host_budget
from ingest.hosts.side_connection import side_connection


@pytest.fixture
def workers_database(process_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Processes that are started now work on this test's database."""
    for name, value in process_environment.items():
        if os.environ.get(name) != value:
            monkeypatch.setenv(name, value)


def test_three_hundred_workers_keep_one_budget_and_use_it(workers_database: None, settings: LazySettings) -> None:
    found = host_budget.measure(processes=6, threads=50, rate=25, seconds=14)
    assert found["in_any_10_s"] <= 1.1
    assert found["used"] >= 0.95
    assert found["slowest_wait_s"] < 5
    side_connection.close()
