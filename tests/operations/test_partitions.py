"""Partitions are made ahead, dropped when they are too old, and never in the way of an insert."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from ingest.models import Company, Run
from operations.partitions import TABLES, keep_partitions

NOW = datetime(2031, 5, 17, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def partitions(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [table])
        return {row[0] for row in cursor.fetchall()}


def run_at(at: datetime) -> Run:
    company, _ = Company.objects.get_or_create(slug="a", defaults={"name": "A", "created_at": NOW})
    return Run.objects.create(company=company, at=at, started_at=at, finished_at=at, outcome="ok")


def stands_in(run: Run) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM ingest_run WHERE id = %s", [run.id])
        return str(cursor.fetchone()[0])


def test_partitions_of_the_coming_months_and_days_are_made() -> None:
    keep_partitions(NOW)
    assert {"ingest_run_20310501", "ingest_run_20310601", "ingest_run_20310801"} <= partitions("ingest_run")
    assert {"notifications_storedmail_20310517", "notifications_storedmail_20310520"} <= partitions(
        "notifications_storedmail"
    )


def test_making_them_again_changes_nothing() -> None:
    keep_partitions(NOW)
    before = {table.table: partitions(table.table) for table in TABLES}
    keep_partitions(NOW)
    assert {table.table: partitions(table.table) for table in TABLES} == before


def test_rows_go_to_the_partition_of_their_month() -> None:
    keep_partitions(NOW)
    assert stands_in(run_at(NOW)) == "ingest_run_20310501"


def test_a_row_without_a_partition_goes_to_the_default_one_and_nothing_breaks() -> None:
    run = run_at(NOW + timedelta(days=4000))
    assert stands_in(run) == "ingest_run_default"
    keep_partitions(NOW + timedelta(days=4000))
    assert Run.objects.filter(id=run.id).exists()


@pytest.mark.django_db(transaction=True)
def test_old_runs_go_with_their_partition(settings: Settings) -> None:
    settings.KEEP_RUNS_DAYS = 90
    keep_partitions(NOW)
    run_at(NOW)
    keep_partitions(NOW + timedelta(days=90))
    assert Run.objects.count() == 1
    keep_partitions(NOW + timedelta(days=106))
    assert Run.objects.count() == 0
    assert "ingest_run_20310501" not in partitions("ingest_run")


def test_old_rows_of_the_default_partition_are_deleted(settings: Settings) -> None:
    settings.KEEP_RUNS_DAYS = 90
    run_at(NOW - timedelta(days=400))
    recent = run_at(NOW - timedelta(days=10))
    keep_partitions(NOW)
    assert list(Run.objects.values_list("id", flat=True)) == [recent.id]
