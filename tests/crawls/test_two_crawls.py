"""Two real crawls of Greenhouse, 25 hours apart, through the real task, RabbitMQ and PostgreSQL.

`CRAWLS=full` reads all 3,118 boards with their 111,134 postings; otherwise a fixed part of them, and those of which
most vanished.
"""

import csv
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.replay.listed import CRAWLS, MOMENTS, Boards, boards
from benchmarks.replay.server import ReplayServer
from tests.crawls.expected import keys, lost_more_than_half, news
from tests.installation.installation import Installation

FULL = os.environ.get("CRAWLS") == "full"
BOARDS = 10_000 if FULL else 200
PATIENCE = 900 if FULL else 200
FIRST = datetime(2026, 1, 5, 23, 52, tzinfo=UTC)
T = datetime(2026, 1, 7, 1, 7, tzinfo=UTC)
LATER = [T, T + timedelta(hours=2), T + timedelta(hours=8), T + timedelta(hours=16)]
QUEUES = ("dispatch", "match", "ingest")

OPEN = """
    SELECT b.token, p.external_id FROM ingest_posting p JOIN ingest_board b ON b.id = p.board_id WHERE p.status = 'open'
"""
TOLD = """
    SELECT b.token, p.external_id FROM ingest_posting p JOIN ingest_board b ON b.id = p.board_id
    JOIN ingest_postingstage s ON s.posting_id = p.id WHERE s.announced_at IS NOT NULL AND NOT s.silent
"""
REPOSTS = """
    SELECT b.token, p.external_id FROM ingest_posting p JOIN ingest_board b ON b.id = p.board_id
    WHERE p.canonical_id IS NOT NULL
"""
# Of each board's last visit that did not simply read it.
REASONS = """
    SELECT DISTINCT ON (b.token) b.token, r.outcome, r.reason FROM ingest_run r JOIN ingest_board b USING (company_id)
    WHERE r.outcome NOT IN ('ok', 'unchanged') ORDER BY b.token, r.at DESC
"""
# All that a visit may change, but for when it was.
STATE = """
    SELECT md5(string_agg(row::text, '' ORDER BY row::text)), count(*) FROM (
        SELECT p.id, p.status, p.content_hash, p.listing_hash, p.changed_at, p.closed_at, p.canonical_id, s.version,
               s.announced_at, s.matched_at, s.silent, a.state, a.since
        FROM ingest_posting p JOIN ingest_postingstage s ON s.posting_id = p.id
        LEFT JOIN ingest_absence a ON a.posting_id = p.id
    ) AS row
"""


@pytest.fixture(scope="module")
def crawls() -> Boards:
    if not all((CRAWLS / name).exists() for name in MOMENTS):
        pytest.skip(f"the two crawls are not here: {CRAWLS}")
    return boards(BOARDS, lost_more_than_half(*boards(10_000).at))


@pytest.mark.shared
@pytest.mark.chaos
def test_the_postings_end_as_the_second_crawl_has_them(ingestion: Installation, crawls: Boards, tmp_path: Path) -> None:
    first, second = crawls.at
    _watch(ingestion, list(first), tmp_path / "boards.csv")
    with ReplayServer(BOARDS, list(first)) as replay:
        ingestion.processes.environment["INGEST_GATEWAY"] = replay.url
        _visit_all(ingestion, FIRST)
        assert set(ingestion.sql(OPEN)) == keys(first)
        assert not ingestion.sql(TOLD)

        replay.show(1)
        gone = set(first) - set(second)
        for moment in LATER:
            _visit_all(ingestion, moment)
        assert set(ingestion.sql(OPEN)) == keys(second)
        told = news(first, second)
        assert set(ingestion.sql(TOLD)) == told
        assert set(ingestion.sql(REPOSTS)) == keys(second) - keys(first) - told

        _assert_reasons(ingestion, gone, lost_more_than_half(first, second))
        before = ingestion.sql(STATE)
        _visit_all(ingestion, T + timedelta(hours=18))
        assert ingestion.sql(STATE) == before
    _report(ingestion, crawls)


def _watch(ingestion: Installation, tokens: list[str], file: Path) -> None:
    with file.open("w", newline="") as rows:
        writer = csv.writer(rows)
        writer.writerow(["ats", "slug", "name", "url"])
        writer.writerows(["greenhouse", token, token, f"https://boards.greenhouse.io/{token}"] for token in tokens)
    ingestion.manage("import_companies", str(file))


def _visit_all(ingestion: Installation, moment: datetime) -> None:
    """Every company is visited once as of about `moment`, by two worker processes that dispatch keeps busy."""
    [(before,)] = ingestion.sql("SELECT count(*) FROM ingest_run")
    due = ingestion.sql(
        "UPDATE ingest_companyschedule SET next_run_at = %s WHERE active RETURNING company_id",
        [moment - timedelta(minutes=1)],
    )
    with ingestion.running_at(moment, queues=QUEUES, ingest_workers=2, web=False):
        ingestion.wait_until_idle(PATIENCE)
    assert ingestion.sql("SELECT count(*) FROM ingest_run") == [(before + len(due),)]


def _assert_reasons(ingestion: Installation, gone: set[str], doubted: set[str]) -> None:
    """Boards that vanished, or lost most of what they had, were not believed at once, and their runs say so."""
    reasons: dict[str, tuple[str, str]] = {token: (kind, why) for token, kind, why in ingestion.sql(REASONS)}
    assert {token for token, (kind, _why) in reasons.items() if kind == "gone"} == gone
    assert {token for token, (kind, _why) in reasons.items() if kind == "held"} == doubted
    assert set(reasons) == gone | doubted
    assert all(why for _kind, why in reasons.values())


def _report(ingestion: Installation, crawls: Boards) -> None:
    def count(query: str, *values: Any) -> int:
        return int(ingestion.sql(f"SELECT count(*) FROM {query}", values)[0][0])

    print(  # noqa: T201  The counts are for whoever runs it with `-s`.
        {
            "boards": len(crawls.at[0]),
            "postings": [crawls.postings(0), crawls.postings(1)],
            "runs": count("ingest_run"),
            "open": count("ingest_posting WHERE status = 'open'"),
            "closed": ingestion.sql(
                "SELECT closed_reason, count(*) FROM ingest_posting WHERE status = 'closed' GROUP BY 1 ORDER BY 1"
            ),
            "told": count("ingest_postingstage WHERE NOT silent AND announced_at IS NOT NULL"),
            "reposts": count("ingest_posting WHERE canonical_id IS NOT NULL"),
            "boards with a reason": ingestion.sql(f"SELECT outcome, count(*) FROM ({REASONS}) AS r GROUP BY 1"),
        }
    )
