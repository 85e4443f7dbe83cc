"""A company with one Greenhouse board, and the vendor that answers for it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from ingest.models import Board, Run
from tests.ingest.gateway import asked_through
from tests.ingest.vendor import Vendor, as_json, serving
from tests.ingest.visits import visited, watched

HOST = "boards-api.greenhouse.io"
PATH = "/v1/boards/acorn/jobs"


@pytest.fixture
def vendor(settings: Settings) -> Iterator[Vendor]:
    with serving() as vendor, asked_through(settings, vendor.url):
        yield vendor


@pytest.fixture
def board(db: None) -> Board:
    return watched("greenhouse", "acorn")


@pytest.fixture
def visit(board: Board) -> Callable[[datetime], Run]:
    """Visit the board's company as of a moment."""

    return partial(visited, board)


def greenhouse(*ids: int, **changed: Any) -> dict[str, Any]:
    """A Greenhouse answer with these ids; `changed` replaces fields of all of them."""
    return {"jobs": [job(number) | changed for number in ids], "meta": {"total": len(ids)}}


def job(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "internal_job_id": number + 7,
        "title": f"Beekeeper {number}",
        "absolute_url": f"https://boards.greenhouse.io/acorn/jobs/{number}",
        "location": {"name": "Lisbon, Portugal"},
        "updated_at": "2026-02-20T10:00:00-05:00",
        "first_published": "2026-02-19T10:00:00-05:00",
        "requisition_id": f"R{number}",
        "metadata": None,
        "content": f"&lt;p&gt;Looks after hive {number} &amp;amp; its bees.&lt;/p&gt;",
        "departments": [{"id": 1, "name": "Hives", "child_ids": [], "parent_id": None}],
        "offices": [],
    }


@pytest.fixture
def shows(vendor: Vendor) -> Callable[..., None]:
    """Let the board show these ids from now on."""

    def show(*ids: int, **changed: Any) -> None:
        vendor.says(HOST, PATH, as_json(greenhouse(*ids, **changed)))

    return show
