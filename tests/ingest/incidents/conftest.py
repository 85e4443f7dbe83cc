"""Boards of the vendors with which the incidents happened."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest

from ingest.models import Board, Posting, Run
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import visited, watched

SMART, SMART_PATH = "api.smartrecruiters.com", "/v1/companies/Acorn/postings"
WORKDAY, WORKDAY_PATH = "acorn.wd1.myworkdayjobs.com", "/wday/cxs/acorn/Jobs"
WORKDAY_TOKEN = "wd1:acorn/Jobs"

WatchedOn = Callable[[str, str], Board]
VisitBoard = Callable[[Board, datetime], Run]


@pytest.fixture
def watched_on(db: None) -> WatchedOn:
    """A company with one board: (source, token)."""

    def watch(source: str, token: str) -> Board:
        return watched(source, token, slug=f"acorn-{source}")

    return watch


@pytest.fixture
def visit_board() -> VisitBoard:
    return visited


def opened(board: Board) -> set[str]:
    return set(Posting.objects.filter(board=board, status="open").values_list("external_id", flat=True))


def on_smartrecruiters(vendor: Vendor, numbers: Sequence[int], total: int | None = None) -> None:
    """Let the board show these, a hundred a page, with details; `total` is what it says that it has."""
    for first in range(0, max(len(numbers), 1), 100):
        page = {
            "offset": first,
            "limit": 100,
            "totalFound": len(numbers) if total is None else total,
            "content": [_smart(number) for number in numbers[first : first + 100]],
        }
        vendor.says(SMART, f"{SMART_PATH}?limit=100&offset={first}", as_json(page))
    for number in numbers:
        vendor.says(SMART, f"{SMART_PATH}/{number}", as_json(_smart_detail(number)))


def _smart(number: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "name": f"Beekeeper {number}",
        "releasedDate": "2026-02-20T10:00:00.000Z",
        "location": {"city": "Lisbon", "country": "pt", "remote": False, "fullLocation": "Lisbon, Portugal"},
    }


def _smart_detail(number: int) -> dict[str, Any]:
    sections = {"jobDescription": {"title": "Job", "text": f"<p>Looks after hive {number}.</p>"}}
    url = f"https://jobs.smartrecruiters.com/Acorn/{number}"
    return {**_smart(number), "postingUrl": url, "applyUrl": url, "active": True, "jobAd": {"sections": sections}}


def on_workday(vendor: Vendor, numbers: Sequence[int], total: int, *, most: int = 10**6) -> None:
    """Let the site show these, twenty a page, and nothing from `most` on; `total` is what it says that it has."""

    def page(headers: dict[str, str]) -> Reply:
        offset = json.loads(headers[":body"])["offset"]
        shown = [_workday(number) for number in numbers[offset : offset + 20]] if offset < most else []
        return as_json({"total": total if offset == 0 else 0, "jobPostings": shown, "facets": []})

    vendor.says(WORKDAY, f"{WORKDAY_PATH}/jobs", page)
    for number in numbers:
        vendor.says(WORKDAY, f"{WORKDAY_PATH}{_path(number)}", as_json({"jobPostingInfo": _workday_detail(number)}))


def _path(number: int) -> str:
    return f"/job/Lisbon/Beekeeper-{number}_JR{number}"


def _workday(number: int) -> dict[str, Any]:
    return {
        "title": f"Beekeeper {number}",
        "externalPath": _path(number),
        "locationsText": "Lisbon, Portugal",
        "postedOn": "Posted Today",
        "bulletFields": [f"JR{number}"],
    }


def _workday_detail(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:032x}",
        "title": f"Beekeeper {number}",
        "jobDescription": f"<p>Looks after hive {number}.</p>",
        "location": "Lisbon, Portugal",
        "startDate": "2026-02-20",
        "jobReqId": f"JR{number}",
        "externalUrl": f"https://{WORKDAY}/Jobs{_path(number)}",
    }
